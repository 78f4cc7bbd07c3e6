# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""python3-websockets: echoes on every path, and on /fan sends each message to all who entered there.

With --deflate LEVEL it compresses each message by itself.
"""

import asyncio
import logging
import sys

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

fan = set()


async def answer(socket, path):
    try:
        if path == "/fan":
            fan.add(socket)
            async for message in socket:
                websockets.broadcast(fan, message)
        else:
            async for message in socket:
                await socket.send(message)
    except websockets.ConnectionClosed:
        pass
    finally:
        fan.discard(socket)


async def main():
    # A client that resets its connection is no news.
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    extensions = None
    if sys.argv[1:2] == ["--deflate"]:
        extensions = [ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True,
                                                     compress_settings={"level": int(sys.argv[2]), "memLevel": 8})]
    async with websockets.serve(answer, "127.0.0.1", 0, backlog=4096, compression=None, extensions=extensions,
                                ping_interval=None) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await asyncio.Future()


asyncio.run(main())
