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


class HttpLiar(Liar):
    """The same of HTTP: tells the truth to the first request of its connection, then calls `answer(socket, body)`."""

    def __enter__(self) -> "HttpLiar":
        super().__enter__()
        self.url = self.url.replace("ws://", "http://")
        return self

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except TimeoutError:
            return
        with connection, connection.makefile("rb") as stream:
            try:
                answer = truth
                while request := stream.readline():
                    length = 0
                    while line := stream.readline().strip():
                        if line.startswith(b"Content-Length: "):
                            length = int(line.split()[1])
                    body = stream.read(length)[-16:] if request.startswith(b"POST") else LETTERS
                    answer(connection, body)
                    answer = self._answer
            except OSError:
                pass


LETTERS = bytes(ord("a") + i % 26 for i in range(100))


def http_answer(body: bytes, *lines: bytes, status=b"HTTP/1.1 200 OK", length: int | None = None) -> bytes:
    """With a Content-Length, unless `length` is negative."""
    length = len(body) if length is None else length
    lines = (*lines, b"Content-Length: %d" % length) if length >= 0 else lines
    return b"\r\n".join((status, *lines, b"", body))


def truth(connection: socket.socket, body: bytes) -> None:
    connection.sendall(http_answer(body))


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

    HTTP_CASES = {
        "GET": ("get", "--size", "100", "--messages", "200"),
        "GET of many": ("get", "--size", "100", "--connections", "100", "--messages", "1000"),
        "GET beside idle ones": ("get", "--size", "100", "--connections", "10", "--idle", "200", "--messages", "300"),
        "GET pipelined": ("get", "--size", "100", "--connections", "10", "--depth", "16", "--messages", "1000"),
        "GET in time": ("get", "--size", "100", "--connections", "3", "--seconds", "0.05", "--warmup", "0.01"),
        "POST": ("post", "--messages", "200"),
        "POST of many": ("post", "--connections", "100", "--size", "1024", "--messages", "1000"),
        "POST pipelined": ("post", "--size", "1024", "--depth", "16", "--messages", "1000"),
        "POST pipelined beyond the ring": ("post", "--depth", "200", "--messages", "1000"),
        "POST larger than any buffer": ("post", "--connections", "3", "--size", "5000001", "--messages", "6"),
        "POST of bytes": ("post", "--size", "1000", "--text", "binary", "--messages", "100"),
    }

    def test_all(self):
        for name, arguments in {**self.CASES, **self.HTTP_CASES}.items():
            with self.subTest(name), Floor() as floor:
                path = "/fan" if arguments[0] == "fan" else "/"
                url = floor.url.replace("ws", "http") if name in self.HTTP_CASES else floor.url
                code, report = load(url + path, *arguments, pid=floor.process.pid)
                self.assertEqual((code, report["error"]), (0, ""))
                wanted = int(arguments[-1]) if "--messages" in arguments else 1
                self.assertGreaterEqual(report["messages"], wanted)

    def test_hold(self):
        with Floor() as floor:
            for scheme in ("ws", "http"):
                with self.subTest(scheme):
                    url = floor.url.replace("ws", scheme) + "/"
                    code, report = load(url, "hold", "--connections", "100", "--size", "100")
                    self.assertEqual((code, report["messages"], report["error"]), (0, 100, ""))

    def test_floor_by_bytes(self):
        # Requests cut anywhere; what the floor answers does not depend on it.
        post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n" + b"0123456789abcdefghij"
        requests = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" + 2 * post
        letters, tail = (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
                         for body in (LETTERS, b"456789abcdefghij"))
        for size in (1, 7, 50, len(requests)):
            with self.subTest(size), Floor() as floor:
                port = int(floor.url.rsplit(":", 1)[1])
                with socket.create_connection(("127.0.0.1", port), 30) as connection:
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    for start in range(0, len(requests), size):
                        connection.sendall(requests[start:start + size])
                    connection.shutdown(socket.SHUT_WR)
                    with connection.makefile("rb") as stream:
                        self.assertEqual(stream.read(), letters + 2 * tail)

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

    HTTP_LIES = {
        "another byte": (lambda c, b: c.sendall(http_answer(b[:-1] + b"\n")), "body is not the expected one"),
        "shorter": (lambda c, b: c.sendall(http_answer(b[:-1])), "Content-Length that is not the expected one"),
        "longer": (lambda c, b: c.sendall(http_answer(b + b"x")), "Content-Length that is not the expected one"),
        "more than the length": (lambda c, b: c.sendall(http_answer(b + b"\r\n\r\n", length=len(b))), "to no request"),
        "twice": (lambda c, b: c.sendall(2 * http_answer(b)), "to no request"),
        "another status": (lambda c, b: c.sendall(http_answer(b, status=b"HTTP/1.1 201 Created")), "refused: HTTP/1.1 201"),
        "an older version": (lambda c, b: c.sendall(http_answer(b, status=b"HTTP/1.0 200 OK")), "refused: HTTP/1.0 200"),
        "no length": (lambda c, b: c.sendall(http_answer(b, length=-1)), "without one Content-Length"),
        "two lengths": (lambda c, b: c.sendall(http_answer(b, b"content-length: %d" % len(b))), "one Content-Length"),
        "a signed length": (lambda c, b: c.sendall(http_answer(b, b"Content-Length: +%d" % len(b))), "not the expected one"),
        "chunked": (lambda c, b: c.sendall(http_answer(b, b"Transfer-Encoding: chunked")), "Transfer-Encoding"),
        "a last answer": (lambda c, b: c.sendall(http_answer(b, b"Connection: Close")), "ends the connection"),
        "no header": (lambda c, b: c.sendall(http_answer(b, b"Content Type: text")), "no header"),
        "a head for ever": (lambda c, b: c.sendall(http_answer(b, b"Cookie: " + b"x" * 20000)), "head does not end"),
        "the end": (lambda c, b: c.shutdown(socket.SHUT_RDWR), "ended TCP"),
    }

    def test_http_lies(self):
        for mode, size in (("get", "100"), ("post", "1024")):
            for name, (answer, error) in self.HTTP_LIES.items():
                with self.subTest(f"{mode}: {name}"), HttpLiar(answer) as liar:
                    code, report = load(liar.url, mode, "--size", size, "--messages", "1000")
                    self.assertEqual(code, 1)
                    self.assertIn(error, report["error"])

    def test_http_lie_of_an_older_body(self):
        # A POST is answered by what its own body says, not by that of another.
        bodies = []

        def first(connection, body):
            bodies.append(body)
            truth(connection, bodies[0])

        with HttpLiar(first) as liar:
            code, report = load(liar.url, "post", "--messages", "1000")
            self.assertEqual(code, 1)
            self.assertIn("body is not the expected one", report["error"])

    def test_http_truth_in_pieces(self):
        def bytewise(connection, body):
            for byte in http_answer(body, b"Date: Thu, 01 Jan 1970 00:00:00 GMT", b"CONNECTION:keep-alive"):
                connection.sendall(bytes([byte]))

        for mode, size in (("get", "100"), ("post", "1024")):
            with self.subTest(mode), HttpLiar(bytewise) as liar:
                self.assertEqual(load(liar.url, mode, "--size", size, "--messages", "20"), (0, unittest.mock.ANY))

    def test_mode_and_scheme(self):
        cases = (("echo", "http"), ("fan", "https"), ("connect", "http"), ("get", "ws"), ("post", "wss"), ("hold", "ftp"))
        for mode, scheme in cases:
            with self.subTest(f"{mode} {scheme}"):
                process = subprocess.run([PROGRAMS / "landline-load", mode, "--url", f"{scheme}://127.0.0.1:9/"],
                                         stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                self.assertEqual((process.returncode, process.stdout), (2, ""))
                self.assertIn("usage:", process.stderr)

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
