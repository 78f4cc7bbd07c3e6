# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket client on a bare socket, which can be as rude as a test wants it."""

import asyncio
import base64
import os
import random
import socket
import ssl
import struct
import zlib

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
RSV1 = 0x40
EMPTY_BLOCK = b"\0\0\xff\xff"  # ends a compressed message and is not sent (RFC 7692 section 7.2.1)
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover"

UNVERIFIED = ssl.create_default_context()
UNVERIFIED.check_hostname = False
UNVERIFIED.verify_mode = ssl.CERT_NONE


class Ended(Exception):
    """The server has ended the connection; `code` is that of its close frame, or None."""

    def __init__(self, code: int | None):
        super().__init__(f"ended with {code}")
        self.code = code


class Client:
    def __init__(self, port: int, path: str = "/", encrypted: bool = False):
        self._port = port
        self._tls = UNVERIFIED if encrypted else None
        self._path = path
        self.answers_pings = True

    async def connect(self) -> None:
        """TCP alone."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20,
                                                                 ssl=self._tls)

    async def open(self, *headers: str) -> bytes:
        """TCP and the handshake; the head of the 101."""
        await self.connect()
        self.writer.write(self.request(*headers))
        head = await self.reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101 "):
            raise AssertionError(f"the handshake was answered with {head!r}")
        return head

    def request(self, *headers: str) -> bytes:
        lines = [f"GET {self._path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", "Upgrade: websocket",
                 "Connection: Upgrade", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
                 "Sec-WebSocket-Version: 13", *headers]
        return "\r\n".join((*lines, "", "")).encode()

    @staticmethod
    def frame(opcode: int, payload: bytes, final: bool = True) -> bytes:
        """`opcode` may carry RSV bits."""
        head = bytes([opcode | (0x80 if final else 0)])
        size = len(payload)
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += struct.pack("!BH", 0x80 | 126, size)
        else:
            head += struct.pack("!BQ", 0x80 | 127, size)
        mask = os.urandom(4)
        key = int.from_bytes(mask * (size // 4 + 1), "big") >> 8 * (4 - size % 4)
        return head + mask + (int.from_bytes(payload, "big") ^ key).to_bytes(size, "big")

    async def send(self, opcode: int, payload: bytes, fragments: int = 1) -> None:
        step = len(payload) // fragments + 1
        parts = [payload[i:i + step] for i in range(0, len(payload), step)] or [b""]
        for i, part in enumerate(parts):
            self.writer.write(self.frame(opcode if i == 0 else 0, part, i == len(parts) - 1))
        await self.writer.drain()

    async def receive(self) -> tuple[int, bytes]:
        """The next message. Pings on the way are answered, if that is wanted."""
        kind, message = 0, b""
        while True:
            first, payload = await self._read_frame()
            opcode = first & 15
            if opcode == CLOSE:
                raise Ended(struct.unpack("!H", payload[:2])[0] if payload else None)
            if opcode == PING and self.answers_pings:
                self.writer.write(self.frame(PONG, payload))
            elif opcode < CLOSE:
                kind = kind or first & 127
                message += payload
                if first & 0x80:
                    return kind & 15, self.unpacked(message) if kind & RSV1 else message

    @staticmethod
    def unpacked(message: bytes) -> bytes:
        return zlib.decompressobj(-15).decompress(message + EMPTY_BLOCK)

    async def _read_frame(self) -> tuple[int, bytes]:
        """The first byte and the payload."""
        try:
            first, size = await self.reader.readexactly(2)
            if size == 126:
                size, = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == 127:
                size, = struct.unpack("!Q", await self.reader.readexactly(8))
            return first, await self.reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Ended(None) from None

    async def close(self, code: int = 1000) -> None:
        """The whole closing handshake, up to the server's end of TCP."""
        try:
            self.writer.write(self.frame(CLOSE, struct.pack("!H", code)))
            while True:
                await self.receive()
        except Ended as end:
            if end.code is not None and end.code != code:
                raise
        finally:
            self.writer.close()

    def reset(self) -> None:
        """Ends TCP with RST."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def random_text(size: int) -> bytes:
    return "".join(random.choices("abcdefghij äöü線路\U0001f4de", k=size)).encode()


def packed(message: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(message) + compressor.flush(zlib.Z_SYNC_FLUSH)).removesuffix(EMPTY_BLOCK)
