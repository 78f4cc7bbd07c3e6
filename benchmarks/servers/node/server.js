// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

// Node's ws as an echo server on every path, and on /fan one that sends each message to all who entered there.
// A GET is answered with 100 letters, a POST with the last 16 bytes of its body.
// --deflate LEVEL: it compresses each message by itself.
// --certificate FILE --key FILE: it speaks TLS; --client-ca FILE: and clients need a certificate that this one has signed.
const fs = require('fs')
const http = require('http')
const https = require('https')
const { parseArgs } = require('util')
const { WebSocketServer } = require('ws')

const names = ['deflate', 'certificate', 'key', 'client-ca']
const { values } = parseArgs({ options: Object.fromEntries(names.map(name => [name, { type: 'string' }])) })
const level = Number(values.deflate ?? 0)
const tls = values.certificate && {
    cert: fs.readFileSync(values.certificate),
    key: fs.readFileSync(values.key),
    ...values['client-ca'] && { ca: fs.readFileSync(values['client-ca']), requestCert: true },
}
const perMessageDeflate = level > 0 && {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    threshold: 1024,
    zlibDeflateOptions: { level, memLevel: 8 },
}
const letters = Buffer.from(Array.from({ length: 100 }, (_, i) => 97 + i % 26))

function answer(response, body) {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': body.length })
    response.end(body)
}

function post(request, response) {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => answer(response, Buffer.concat(chunks).subarray(-16)))
}

const listener = (tls ? https : http).createServer({ keepAliveTimeout: 0, ...tls }, (request, response) => {
    if (request.method === 'POST')
        post(request, response)
    else
        answer(response, letters)
})
const server = new WebSocketServer({ server: listener, perMessageDeflate })
const fan = new Set()

server.on('connection', (socket, request) => {
    socket.on('error', () => {})
    if (request.url === '/fan') {
        fan.add(socket)
        socket.on('close', () => fan.delete(socket))
        socket.on('message', (data, binary) => fan.forEach(each => each.send(data, { binary })))
    } else {
        socket.on('message', (data, binary) => socket.send(data, { binary }))
    }
})
listener.listen({ host: '127.0.0.1', port: 0, backlog: 4096 },
                () => console.log(`${tls ? 'wss' : 'ws'}://127.0.0.1:${listener.address().port}`))
