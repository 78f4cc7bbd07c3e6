#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Talks to a consumer: starts it, sends a message, and ends it with SIGTERM while the connection is open.

    talk.py SERVER [--backend native|qt]      exits with 1 and says why if anything is not as it should be
    talk.py SERVER --without-qt               checks that the backend "qt" is refused with 78

Nothing but Python's own library, so that it runs where nothing but the package is installed.
"""

import argparse
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

PATIENCE = 30  # seconds, for a machine that does other things as well


class Unexpected(Exception):
    pass


def expect(what: str, got, wanted) -> None:
    if got != wanted:
        raise Unexpected(f"{what} is {got!r}, expected {wanted!r}")


def port_of(server: subprocess.Popen) -> int:
    for line in server.stdout:
        print(f"  {line}", end="")
        if found := re.search(r"Server listening at \S+:(\d+)", line):
            return int(found.group(1))
    raise Unexpected(f"the server ended with {server.wait()} before it listened")


class Client:
    """As much of RFC 6455 as one short text and a close frame need."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.settimeout(PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._socket.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        expect("the answer to the handshake", self._stream.readline().split()[1:2], [b"101"])
        while self._stream.readline() != b"\r\n":
            pass

    def send(self, opcode: int, payload: bytes) -> None:
        # The mask is zero, and so the payload stays as it is.
        self._socket.sendall(bytes([0x80 | opcode, 0x80 | len(payload), 0, 0, 0, 0]) + payload)

    def receive(self) -> tuple[int, bytes]:
        head = self._stream.read(2)
        if len(head) < 2:
            raise Unexpected("the connection ended without a close frame")
        return head[0] & 0x0f, self._stream.read(head[1])


def environment(folder: str) -> dict[str, str]:
    return {**os.environ, "XDG_RUNTIME_DIR": folder, "QT_QPA_PLATFORM": "offscreen"}


def configuration(folder: str, backend: str) -> list[str]:
    file = Path(folder) / "consumer.toml"
    file.write_text(f'[node]\nwebsocket_backend = "{backend}"\n[[server]]\nname = "ws"\ntype = "websocket"\n'
                    'host = "127.0.0.1"\nport = 0\n[[server.route]]\npath = "/"\ncontroller = "Greeter"\n')
    return ["--config", str(file)]


def talk(program: str, backend: str | None, folder: str) -> None:
    options = configuration(folder, backend) if backend else []
    with subprocess.Popen([program, *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env=environment(folder)) as server:
        try:
            client = Client(port_of(server))
            client.send(1, b"Ann")
            expect("the answer", client.receive(), (1, b"Hello, Ann"))
            server.send_signal(signal.SIGTERM)
            opcode, payload = client.receive()
            expect("the last frame's opcode", opcode, 8)
            expect("the close code", struct.unpack("!H", payload[:2])[0], 1001)
            client.send(8, payload[:2])
            expect("the exit code", server.wait(PATIENCE), 0)
        finally:
            server.kill()


def refuse(program: str, folder: str) -> None:
    done = subprocess.run([program, *configuration(folder, "qt")], capture_output=True, text=True, timeout=PATIENCE,
                          check=False, env=environment(folder))
    expect("the exit code", done.returncode, 78)
    if "Landline::QtBackend" not in done.stderr:
        raise Unexpected(f"the reason does not name the library: {done.stderr!r}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("--backend", choices=["native", "qt"])
    parser.add_argument("--without-qt", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o700)
        try:
            if arguments.without_qt:
                refuse(arguments.server, folder)
            else:
                talk(arguments.server, arguments.backend, folder)
        except (Unexpected, OSError, subprocess.TimeoutExpired) as problem:
            print(f"{arguments.server}: {problem}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
