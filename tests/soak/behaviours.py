# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clients of a soak do, each for a while, good and bad ones."""

import asyncio
import random
import struct

from .client import BINARY, CLOSE, DEFLATE, PING, RSV1, TEXT, Client, Ended, packed, random_text
from .server import SoakServer

ROOMS = ("reject", "drop", "close")
TRY_AGAIN_LATER = 1013
POLICY_VIOLATION = 1008


async def be_idle(seconds: float) -> None:
    """What a client does that does nothing; nobody waits for anything by this."""
    try:
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()
    except TimeoutError:
        pass


async def echo(server: SoakServer) -> None:
    """Says things of all sizes, whole and in fragments, and hears each again."""
    client = Client(server.port(random.choice(ROOMS)))
    await client.open()
    for _ in range(random.randint(1, 20)):
        kind = random.choice((TEXT, BINARY))
        size = random.choice((0, 1, 125, 126, 1000, 65536, 300_000))
        payload = random_text(size // 2) if kind == TEXT else random.randbytes(size)
        await client.send(kind, payload, random.randint(1, 5))
        answer = await client.receive()
        assert answer == (kind, payload), "an echo differs"
    await client.close(random.choice((1000, 1001, 4000)))


async def echo_compressed(server: SoakServer) -> None:
    client = Client(server.port("reject"))
    head = await client.open(DEFLATE)
    assert b"permessage-deflate" in head, "compression is not agreed to"
    for _ in range(random.randint(1, 20)):
        payload = random_text(random.choice((1, 1000, 50_000)))
        client.writer.write(client.frame(TEXT | RSV1, packed(payload)))
        assert await client.receive() == (TEXT, payload), "a compressed echo differs"
    await client.close()


async def echo_encrypted(server: SoakServer) -> None:
    client = Client(server.port("tls"), encrypted=True)
    await client.open()
    for _ in range(random.randint(1, 10)):
        payload = random.randbytes(random.choice((10, 5000, 300_000)))
        await client.send(BINARY, payload, random.randint(1, 3))
        assert await client.receive() == (BINARY, payload), "an encrypted echo differs"
    if random.random() < 0.2:
        client.reset()
    else:
        await client.close()


async def over_http_port(server: SoakServer) -> None:
    """Some requests, then an upgrade, on one connection of the HTTP port."""
    client = Client(server.port("http"))
    await client.connect()
    for _ in range(random.randint(1, 5)):
        client.writer.write(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        head = await client.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), f"answered with {head!r}"
        assert await client.reader.readexactly(2) == b"ok"
    client.writer.write(client.request())
    assert (await client.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
    await client.send(TEXT, b"hello")
    assert await client.receive() == (TEXT, b"hello")
    await client.close()


async def talk(server: SoakServer) -> None:
    """Says something to the room from time to time, and hears itself again, in order."""
    client = Client(server.port("reject"), "/room/talk")
    await client.open()
    name = random.randbytes(8).hex().encode()
    for number in range(random.randint(5, 30)):
        await say(client, b"%s %d %s" % (name, number, random_text(random.choice((10, 500, 5000)))))
        await be_idle(random.uniform(0, 0.1))
    await client.close()


async def say(client: Client, words: bytes) -> None:
    await client.send(TEXT, words)
    while (await client.receive())[1] != words:
        pass


async def shout(server: SoakServer) -> None:
    """Says so much to those who read nothing that their queues overflow."""
    client = Client(server.port("reject"), "/room/stalled")
    await client.open()
    for number in range(80):
        await say(client, b"%d %s" % (number, b"!" * 65536))
    await client.close()


async def listen(server: SoakServer) -> None:
    """Hears the room; what one speaker says must come without a gap."""
    client = Client(server.port(random.choice(ROOMS)), "/room/talk")
    await client.open()
    last: dict[bytes, int] = {}
    try:
        async with asyncio.timeout(random.uniform(1, 5)):
            while True:
                name, number, *_ = (await client.receive())[1].split(b" ", 2)
                assert int(number) == last.get(name, int(number) - 1) + 1, "a message is missing"
                last[name] = int(number)
    except TimeoutError:
        await client.close()


async def stall(server: SoakServer) -> None:
    """Enters a room and reads nothing: to be thrown out, or dead by its silence, after some seconds."""
    client = Client(server.port(random.choice(ROOMS)), "/room/stalled")
    await client.open()
    client.writer.transport.pause_reading()
    await be_idle(random.uniform(1, 8))
    client.reset()


async def fall_silent(server: SoakServer) -> None:
    """Answers no ping any more: the server must end it, soon."""
    client = Client(server.port("reject"))
    client.answers_pings = False
    await client.open()
    try:
        async with asyncio.timeout(30):
            await client.receive()
    except Ended:
        client.writer.close()


async def flood(server: SoakServer) -> None:
    """Sends much faster than it reads, then reads: every echo must be there, since a full queue stops the reading."""
    client = Client(server.port("reject"))
    await client.open()
    payload = random.randbytes(random.choice((1, 100, 10_000)))
    count = 2_000_000 // (len(payload) + 200)

    async def send() -> None:
        batch = client.frame(BINARY, payload) * 20
        for _ in range(count // 20):
            client.writer.write(batch)
            await client.writer.drain()

    sending = asyncio.ensure_future(send())
    await be_idle(random.uniform(0, 1))
    for _ in range(count // 20 * 20):
        assert await client.receive() == (BINARY, payload), "an echo of a flood differs"
    await sending
    await client.close()


async def flood_and_reset(server: SoakServer) -> None:
    client = Client(server.port(random.choice(ROOMS)))
    await client.open()
    batch = client.frame(random.choice((TEXT, PING)), b"x" * 100) * 1000
    try:
        async with asyncio.timeout(1):
            for _ in range(50):
                client.writer.write(batch)
                await client.writer.drain()
    except (TimeoutError, ConnectionError):
        pass
    client.reset()


async def overdo(server: SoakServer) -> None:
    """Says more than it may, and does not stop: it is closed with the code for that."""
    client = Client(server.port("paced"))
    await client.open()
    client.writer.write(client.frame(TEXT, b"again") * 2000)
    try:
        while True:
            await client.receive()
    except Ended as end:
        assert end.code == POLICY_VIOLATION, f"closed with {end.code}"
    client.writer.close()


async def reset_anywhere(server: SoakServer) -> None:
    """Ends TCP with RST after a part of a handshake and a frame, whatever part that is."""
    client = Client(server.port(random.choice((*ROOMS, "http", "tls"))))
    await client.connect()
    bytes_ = client.request() + client.frame(TEXT, b"y" * 300)
    client.writer.write(bytes_[:random.randint(0, len(bytes_))])
    await be_idle(random.choice((0, 0.01, 0.2)))
    client.reset()


async def break_a_rule(server: SoakServer) -> None:
    """The server closes with the code for it."""
    client = Client(server.port(random.choice(ROOMS)))
    await client.open()
    broken, code = random.choice(((client.frame(TEXT, b"\xff"), 1007), (client.frame(3, b""), 1002),
                                  (client.frame(CLOSE, struct.pack("!H", 1005)), 1002),
                                  (b"\x82\x05hello", 1002), (b"\x82\xff" + b"\x7f" * 8 + b"mask", 1009)))
    client.writer.write(broken)
    try:
        await client.receive()
        raise AssertionError("a broken rule is accepted")
    except Ended as end:
        assert end.code == code, f"closed with {end.code} and not with {code}"
    client.writer.close()


# How often each comes, among all.
WEIGHTS = {echo: 6, echo_compressed: 3, echo_encrypted: 3, over_http_port: 3, talk: 3, listen: 6, stall: 4, shout: 1, fall_silent: 1, flood: 2, overdo: 1,
           flood_and_reset: 1, reset_anywhere: 6, break_a_rule: 3}


def choose():
    return random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]


async def one(server: SoakServer, behaviour) -> str:
    """Lets one client behave so. What went wrong, or nothing."""
    try:
        async with asyncio.timeout(60):
            await behaviour(server)
    except Ended as end:
        # A listener that Python does not let read in time is a slow consumer like any other.
        if not (behaviour in (listen, talk, shout) and end.code in (None, TRY_AGAIN_LATER)):
            return f"{behaviour.__name__}: {end}"
    except (AssertionError, OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        return f"{behaviour.__name__}: {type(error).__name__} {error}"
    return ""
