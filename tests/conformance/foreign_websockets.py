#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An echo server by python3-websockets, as the conformance suite wants it.

Prints its port and runs until it is ended.
"""

import asyncio
import http

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

MESSAGE_LIMIT = 2 * 1024 * 1024


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def plain_request(path, headers):
    if path == "/plain":
        return http.HTTPStatus.OK, [], b"plain"
    return (http.HTTPStatus.NOT_FOUND, [], b"") if path == "/nowhere" else None


async def main():
    server = await websockets.serve(
        echo, "127.0.0.1", 0, max_size=MESSAGE_LIMIT, subprotocols=["chat.v2", "chat.v1"], 
        extensions=[ServerPerMessageDeflateFactory()], compression=None,
        ping_interval=None, close_timeout=1, process_request=plain_request)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


if __name__ == "__main__":
    asyncio.run(main())
