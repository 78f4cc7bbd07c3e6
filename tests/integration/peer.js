// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Node's ws as a client of an echo route with compression:
//
//     node peer.js URL OPTIONS        OPTIONS: of perMessageDeflate, as JSON
//
// Exits with 0 if permessage-deflate was agreed on and everything came back as it was sent; else says what did not.
'use strict';

const { WebSocket } = require('ws');

const [url, options] = process.argv.slice(2);
const text = JSON.stringify([...Array(300).keys()].map((i) => ({ id: i, name: `user ${i % 7}`, state: 'online' })));
const messages = [text, text, '', 'short', [...text].reverse().join(''), Buffer.alloc(100000), text.repeat(5), text];
const patience = 30000;

function fail(why) {
    console.error(why);
    process.exit(1);
}

setTimeout(() => fail('no answer'), patience).unref();
const socket = new WebSocket(url, { perMessageDeflate: JSON.parse(options) });
let received = 0;

socket.on('error', (error) => fail(error.message));
socket.on('open', () => {
    if (!socket.extensions.includes('permessage-deflate'))
        fail(`agreed on: ${socket.extensions}`);
    messages.forEach((message) => socket.send(message));
});
socket.on('message', (data) => {
    if (!Buffer.from(messages[received]).equals(data))
        fail(`message ${received} came back differently`);
    received += 1;
    if (received === messages.length)
        socket.close(1000);
});
socket.on('close', (code) => (code === 1000 && received === messages.length ? process.exit(0) : fail(`closed with ${code}`)));
