#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket client that is not Qt's (the package websockets) against a running node.

    peer.py CASE URL      exits with 0 if the case holds, else with 1 and says what was different

With a wss URL the variable LANDLINE_TEST_CA names the certificate to trust.

The cases are the functions below whose names begin with `case_`. URL is that of an echo route unless one says
otherwise.
"""

import asyncio
import json
import os
import ssl
import sys
import urllib.parse
import urllib.request

import websockets
from websockets.extensions import permessage_deflate

PATIENCE = 30
CLOSE_CODES = (1000, 1001, 1003, 1007, 1008, 1011, 3000, 4999)


def expect(actual, expected, what: str) -> None:
    if actual != expected:
        raise AssertionError(f"{what}: {actual!r:.200} instead of {expected!r:.200}")


def connect(url: str, **options):
    if url.startswith("wss:"):
        options["ssl"] = ssl.create_default_context(cafile=os.environ["LANDLINE_TEST_CA"])
    return websockets.connect(url, open_timeout=PATIENCE, close_timeout=PATIENCE, max_size=2 ** 24, **options)


async def echo(socket, message, sent=None) -> None:
    await socket.send(message if sent is None else sent)
    expect(await socket.recv(), message, "echo")


async def case_seed(url: str) -> None:
    """A route to WebSocketController."""
    async with connect(url) as socket:
        expect(await socket.recv(), "Opened", "first frame")
        await socket.send("hello")
        expect(await socket.recv(), "Recv: hello", "answer")
    expect(socket.close_code, 1000, "close code")


async def case_text(url: str) -> None:
    async with connect(url) as socket:
        for text in ("hello", "", "grüße 世界 \N{GRINNING FACE}", "\0 \x7f \n"):
            await echo(socket, text)


async def case_binary(url: str) -> None:
    async with connect(url) as socket:
        for data in (b"", bytes(range(256)), b"\xff\xfe\x80"):
            await echo(socket, data)


async def case_sizes(url: str) -> None:
    """Around each form of the length, and a message that no kernel takes at once."""
    async with connect(url) as socket:
        for size in (1, 125, 126, 127, 65535, 65536, 200 * 1024):
            await echo(socket, "x" * size)
            await echo(socket, b"\x00" * size)


async def case_fragments(url: str) -> None:
    async with connect(url) as socket:
        await echo(socket, "one two three", ["one ", "two ", "", "three"])
        await echo(socket, b"onetwo", [b"one", b"two"])
        await echo(socket, "x" * 200 * 1024, ["x" * 1024] * 200)


async def case_ping(url: str) -> None:
    async with connect(url, ping_interval=None) as socket:
        for payload in (b"", b"landline", b"x" * 125):
            await asyncio.wait_for(await socket.ping(payload), PATIENCE)
        # Between the fragments of a message, too.
        async def parts():
            yield "one "
            await asyncio.wait_for(await socket.ping(b"between"), PATIENCE)
            yield "two"
        await echo(socket, "one two", parts())


async def case_close(url: str) -> None:
    """Our close frame comes back with its code."""
    for code in CLOSE_CODES:
        async with connect(url) as socket:
            await socket.close(code, "bye")
            expect(socket.close_code, code, "close code")
    async with connect(url) as socket:
        pass
    expect(socket.close_code, 1000, "close code")


async def case_bad_text(url: str) -> None:
    """Bytes that are not UTF-8 end the connection with 1007."""
    async with connect(url) as socket:
        await socket.write_frame(True, 1, b"\xff\xfe")
        try:
            await socket.recv()
        except websockets.ConnectionClosed:
            pass
        expect(socket.close_code, 1007, "close code")


async def case_origin_and_headers(url: str) -> None:
    """Connects as a page of the same host would, and without the extension that others offer."""
    async with connect(url, origin="http://127.0.0.1:1", extra_headers={"X-Token": "1"},
                       compression=None) as socket:
        expect(socket.extensions, [], "extensions")
        await echo(socket, "hello")


async def case_foreign_origin(url: str) -> None:
    """Connects as a page of another site would."""
    try:
        async with connect(url, origin="http://elsewhere.example"):
            raise AssertionError("a page of another site is let in")
    except websockets.InvalidStatusCode as refusal:
        expect(refusal.status_code, 403, "status")


async def case_deflate(url: str) -> None:
    """A server with compression, and all that a client can agree on with it; both sides' messages refer to others."""
    factory = permessage_deflate.ClientPerMessageDeflateFactory
    offers = [{}, {"server_no_context_takeover": True}, {"client_no_context_takeover": True},
              {"client_max_window_bits": True}, {"client_max_window_bits": 9}, {"server_max_window_bits": 9},
              {"server_max_window_bits": 10, "client_max_window_bits": 12, "server_no_context_takeover": True,
               "client_no_context_takeover": True}]
    text = json.dumps([{"id": i, "name": f"user {i % 7}", "state": "online"} for i in range(300)])
    for offer in offers:
        async with connect(url, compression=None, extensions=[factory(**offer)]) as socket:
            expect([extension.name for extension in socket.extensions], ["permessage-deflate"], f"extensions for {offer}")
            for message in (text, text, "", "short", text[::-1], b"\0" * 100000, text * 5, text):
                await echo(socket, message)
            await echo(socket, text, [text[:1000], text[1000:1001], text[1001:], ""])


async def case_many(url: str) -> None:
    """100 clients at once, 20 messages each, in order."""
    async def client(number: int) -> None:
        async with connect(url) as socket:
            messages = [f"{number}/{i}" for i in range(20)]
            for message in messages:
                await socket.send(message)
            expect([await socket.recv() for _ in messages], messages, "echoes")
    await asyncio.gather(*(client(number) for number in range(100)))


async def case_server_closes(url: str) -> None:
    """A route to DemoController, and ServerController below /server: pushed to, then closed with 1000."""
    parts = urllib.parse.urlsplit(url)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(path: str) -> tuple[int, bytes]:
        with opener.open(f"http://{parts.netloc}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read()

    async with connect(url) as socket:
        fd = json.loads(await socket.recv())["fd"]
        loop = asyncio.get_running_loop()
        expect(await loop.run_in_executor(None, get, f"/server/send?fd={fd}"), (200, b""), "/server/send")
        expect(await socket.recv(), "Hello World.", "push")
        expect(await loop.run_in_executor(None, get, f"/server/close?fd={fd}"), (200, b""), "/server/close")
        await asyncio.wait_for(socket.wait_closed(), PATIENCE)
        expect(socket.close_code, 1000, "close code")


def main() -> int:
    case, url = sys.argv[1:]
    try:
        asyncio.run(asyncio.wait_for(globals()[f"case_{case}"](url), 2 * PATIENCE))
    except (Exception, asyncio.TimeoutError) as error:
        print(f"{case}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
