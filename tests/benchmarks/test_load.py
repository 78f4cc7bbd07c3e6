#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load generator against the echo floor, and against servers that lie: what is measured is checked.

    test_load.py FOLDER     where landline-load and echo-floor are

Everything is bounded by counts; no time and no rate is asserted.
"""

import json
import socket
import struct
import subprocess
import sys
import threading
import unittest
import unittest.mock
import zlib
from pathlib import Path

PROGRAMS = Path(sys.argv.pop()).resolve()
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def load(url: str, *arguments: str, pid: int | None = None, stdin=subprocess.DEVNULL) -> tuple[int, dict]:
    """The exit code of a run, and its report."""
    command = [PROGRAMS / "landline-load", *arguments, "--url", url, "--timeout", "30"]
    if pid is not None:
        command += ["--pid", str(pid)]
    process = subprocess.run(command, stdout=subprocess.PIPE, stdin=stdin, text=True, timeout=60)
    return process.returncode, json.loads(process.stdout.splitlines()[-1])


class Floor:
    """A running echo floor."""

    def __enter__(self) -> "Floor":
        self.process = subprocess.Popen([PROGRAMS / "echo-floor"], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.communicate()


class Liar:
    """A server for one connection: shakes hands, then calls `answer(socket, payload)` for each short message."""

    def __init__(self, answer, accept=ACCEPT, extensions=""):
        self._answer = answer
        self._accept = accept
        self._lines = f"Sec-WebSocket-Extensions: {extensions}\r\n" if extensions else ""

    def __enter__(self) -> "Liar":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(30)
        self.url = f"ws://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except TimeoutError:
            return  # the load generator did not come, which its own case reports
        with connection, connection.makefile("rb") as stream:
            try:
                while stream.readline().strip():
                    pass
                connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                   b"Sec-WebSocket-Accept: " + self._accept.encode() + b"\r\n"
                                   + self._lines.encode() + b"\r\n")
                while head := stream.read(2):
                    key = stream.read(4)
                    masked = stream.read(head[1] & 0x7F)
                    self._answer(connection, bytes(b ^ key[i % 4] for i, b in enumerate(masked)))
            except OSError:
                pass  # the load generator has seen enough


def frame(first: int, payload: bytes) -> bytes:
    return struct.pack("!BB", first, len(payload)) + payload


def inflated(payload: bytes) -> bytes:
    return zlib.decompressobj(wbits=-15).decompress(payload + b"\0\0\xff\xff")


def deflated(message: bytes) -> bytes:
    compressor = zlib.compressobj(level=1, wbits=-15)
    return (compressor.compress(message) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


class Workloads(unittest.TestCase):
    CASES = {
        "one": ("echo", "--messages", "200"),
        "many": ("echo", "--connections", "100", "--messages", "1000"),
        "pipelined": ("echo", "--connections", "10", "--depth", "16", "--messages", "1000"),
        "pipelined beyond the ring": ("echo", "--depth", "200", "--messages", "1000"),
        "medium": ("echo", "--connections", "10", "--size", "1024", "--messages", "500"),
        "large": ("echo", "--connections", "10", "--size", "65536", "--messages", "300"),
        "larger than any buffer": ("echo", "--connections", "3", "--size", "5000001", "--messages", "6"),
        "chinese": ("echo", "--connections", "3", "--size", "65536", "--text", "chinese", "--messages", "100"),
        "binary": ("echo", "--connections", "3", "--size", "1000", "--text", "binary", "--messages", "100"),
        "idle": ("echo", "--connections", "10", "--idle", "200", "--messages", "300"),
        "fan": ("fan", "--connections", "100", "--messages", "1000"),
        "fan of large ones": ("fan", "--connections", "20", "--size", "100000", "--messages", "200"),
        "handshakes": ("connect", "--connections", "32", "--messages", "300"),
        "in time": ("echo", "--connections", "3", "--seconds", "0.05", "--warmup", "0.01"),
    }

    def test_all(self):
        for name, arguments in self.CASES.items():
            with self.subTest(name), Floor() as floor:
                path = "/fan" if arguments[0] == "fan" else "/"
                code, report = load(floor.url + path, *arguments, pid=floor.process.pid)
                self.assertEqual((code, report["error"]), (0, ""))
                wanted = int(arguments[-1]) if "--messages" in arguments else 1
                self.assertGreaterEqual(report["messages"], wanted)

    def test_hold(self):
        with Floor() as floor:
            code, report = load(floor.url + "/", "hold", "--connections", "100")
            self.assertEqual((code, report["messages"], report["error"]), (0, 100, ""))

    def test_cpu_is_that_of_proc_stat(self):
        with Floor() as floor:
            _, report = load(floor.url + "/", "echo", "--connections", "10", "--messages", "20000", pid=floor.process.pid)
            fields = Path(f"/proc/{floor.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks = int(fields[11]) + int(fields[12])
            # The whole life is a little more than the measured span, and the ticks are coarse: 10 ms each.
            self.assertAlmostEqual(report["server_cpu_seconds"], ticks / 100, delta=0.05 + 0.1 * ticks / 100)


class Lies(unittest.TestCase):
    """What a server does wrong, and what the load generator says about it."""

    CASES = {
        "another byte": (lambda c, p: c.sendall(frame(0x81, p[:-1] + b"\n")), "differs"),
        "too short": (lambda c, p: c.sendall(frame(0x81, p[:-1])), "shorter"),
        "too long": (lambda c, p: c.sendall(frame(0x81, p + b"x")), "differs"),
        "twice": (lambda c, p: c.sendall(2 * frame(0x81, p)), "differs"),
        "as binary": (lambda c, p: c.sendall(frame(0x82, p)), "opcode"),
        "masked": (lambda c, p: c.sendall(b"\x81\x80abcd"), "masked"),
        "compressed": (lambda c, p: c.sendall(frame(0xC1, p)), "reserved bit"),
        "a cut ping": (lambda c, p: c.sendall(frame(0x09, b"")), "control frame"),
        "the end": (lambda c, p: c.shutdown(socket.SHUT_RDWR), "ended TCP"),
        "a close frame": (lambda c, p: (c.sendall(frame(0x88, b"\x03\xE8")), c.shutdown(socket.SHUT_WR)), "ended TCP"),
    }

    def test_lies(self):
        for name, (answer, error) in self.CASES.items():
            with self.subTest(name), Liar(answer) as liar:
                code, report = load(liar.url, "echo", "--messages", "1000")
                self.assertEqual(code, 1)
                self.assertIn(error, report["error"])

    def test_compressed(self):
        agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        cases = {
            "the truth": (agreed, lambda c, p: c.sendall(frame(0xC1, deflated(inflated(p)))), ""),
            "not compressed": (agreed, lambda c, p: c.sendall(frame(0x81, inflated(p))), "not compressed"),
            "another byte": (agreed, lambda c, p: c.sendall(frame(0xC1, deflated(inflated(p)[:-1] + b"\n"))), "once inflated"),
            "shorter": (agreed, lambda c, p: c.sendall(frame(0xC1, deflated(inflated(p)[:-1]))), "once inflated"),
            "no deflate": (agreed, lambda c, p: c.sendall(frame(0xC1, b"\x06")), "once inflated"),
            "not agreed on": ("", lambda c, p: None, "did not agree"),
        }
        for name, (extensions, answer, error) in cases.items():
            with self.subTest(name), Liar(answer, extensions=extensions) as liar:
                code, report = load(liar.url, "echo", "--messages", "200", "--text", "json", "--deflate")
                self.assertEqual(code, 1 if error else 0)
                self.assertIn(error, report["error"])

    def test_compressed_differently_later(self):
        # Each message is inflated once; from then on its bytes must be the same.
        payloads = {}

        def answer(connection, payload):
            message = inflated(payload)
            payloads[message] = payloads.get(message, 0) + 1
            connection.sendall(frame(0xC1, deflated(message if payloads[message] == 1 else message[::-1])))

        with Liar(answer, extensions="permessage-deflate; server_no_context_takeover") as liar:
            code, report = load(liar.url, "echo", "--messages", "200", "--text", "json", "--deflate")
            self.assertEqual(code, 1)
            self.assertIn("differs from what was sent", report["error"])

    def test_truth_in_pieces(self):
        def fragments_and_pings(connection, payload):
            connection.sendall(frame(0x01, payload[:5]) + frame(0x89, b"still there?") + frame(0x00, b"")
                               + frame(0x80, payload[5:]))

        def bytewise(connection, payload):
            for byte in frame(0x81, payload):
                connection.sendall(bytes([byte]))

        for answer in (bytewise, lambda c, p: fragments_and_pings(c, p) if len(p) > 12 else None):
            with Liar(answer) as liar:
                self.assertEqual(load(liar.url, "echo", "--messages", "20"), (0, unittest.mock.ANY))

    def test_wrong_accept(self):
        with Liar(lambda c, p: None, accept="wrong") as liar:
            code, report = load(liar.url, "echo", "--messages", "1")
            self.assertEqual(code, 1)
            self.assertIn("refused: HTTP/1.1 101", report["error"])

    def test_other_machines(self):
        process = subprocess.run([PROGRAMS / "landline-load", "echo", "--url", "ws://192.0.2.1:80/"],
                                 stderr=subprocess.PIPE, text=True)
        self.assertEqual(process.returncode, 2)
        self.assertIn("not a value of --url", process.stderr)


if __name__ == "__main__":
    unittest.main()
