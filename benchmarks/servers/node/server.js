// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Node's ws as an echo server on every path, and on /fan one that sends each message to all who entered there.
// --deflate LEVEL: it compresses each message by itself.
const { WebSocketServer } = require('ws')

const level = process.argv[2] === '--deflate' ? Number(process.argv[3]) : 0
const perMessageDeflate = level > 0 && {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    threshold: 1024,
    zlibDeflateOptions: { level, memLevel: 8 },
}
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 4096, perMessageDeflate })
const fan = new Set()

server.on('listening', () => console.log(`ws://127.0.0.1:${server.address().port}`))
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
