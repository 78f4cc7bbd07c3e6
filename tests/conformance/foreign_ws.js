// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An echo server by Node's ws, as the conformance suite wants it: prints its port and runs until it is ended.
'use strict';

const http = require('http');
const { WebSocketServer } = require('ws');

const messageLimit = 2 * 1024 * 1024;
const spoken = ['chat.v2', 'chat.v1'];

const server = http.createServer((request, response) => {
    response.statusCode = request.url === '/plain' ? 200 : 426;
    response.end('plain');
});
const sockets = new WebSocketServer({
    server,
    path: '/',
    maxPayload: messageLimit,
    perMessageDeflate: { threshold: 0 },
    handleProtocols: (offered) => [...offered].find((name) => spoken.includes(name)) || false,
});
sockets.on('connection', (socket) => {
    socket.on('error', () => {}); // what the peer did wrong; ws has closed with the code for it
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
