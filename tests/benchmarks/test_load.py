#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load generator against the echo floor, and against servers that lie: what is measured is checked.

    test_load.py TREE FOLDER     FOLDER: where landline-load and echo-floor are

Everything is bounded by counts; no time and no rate is asserted.
"""

import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
import unittest
import unittest.mock
import zlib
from pathlib import Path

PROGRAMS = Path(sys.argv.pop()).resolve()
sys.path.insert(0, str(Path(sys.argv.pop()).resolve() / "benchmarks"))

from harness.servers import TlsFiles  # noqa: E402: the path comes first

TLS: TlsFiles | None = None
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def load(url: str, *arguments: str, pid: int | None = None, stdin=subprocess.DEVNULL) -> tuple[int, dict]:
    """The exit code of a run, and its report."""
    command = [PROGRAMS / "landline-load", *arguments, "--url", url, "--timeout", "30"]
    if pid is not None:
        command += ["--pid", str(pid)]
    process = subprocess.run(command, stdout=subprocess.PIPE, stdin=stdin, text=True, timeout=60)
    return process.returncode, json.loads(process.stdout.splitlines()[-1])


def setUpModule() -> None:
    global TLS
    TLS = TlsFiles.generate()


def tearDownModule() -> None:
    TLS.folder.cleanup()


def server_tls() -> tuple:
    return "--certificate", TLS.certificate, "--key", TLS.key


def client_tls() -> tuple:
    return "--certificate", TLS.client_certificate, "--key", TLS.client_key


class Floor:
    """A running echo floor."""

    def __init__(self, *arguments):
        self._arguments = arguments

    def __enter__(self) -> "Floor":
        self.process = subprocess.Popen([PROGRAMS / "echo-floor", *self._arguments], stdout=subprocess.PIPE, text=True)
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


class TlsLiar:
    """Echoes over TLS, and has no idea of sessions, or a new one with each connection."""

    def __init__(self, tickets: int):
        self._tickets = tickets

    def __enter__(self) -> "TlsLiar":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"wss://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # whose ticket keys nobody else has
            context.load_cert_chain(TLS.certificate, TLS.key)
            context.num_tickets = self._tickets
            try:
                with context.wrap_socket(connection, server_side=True) as tls, tls.makefile("rb") as stream:
                    while stream.readline().strip():
                        pass
                    tls.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                b"Sec-WebSocket-Accept: " + ACCEPT.encode() + b"\r\n\r\n")
                    stream.read(8)
                    tls.sendall(frame(0x88, b"\x03\xE8"))
                    tls.unwrap()
            except OSError:
                pass


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

    def test_tls(self):
        for name, arguments in {**self.CASES, **self.HTTP_CASES}.items():
            with self.subTest(name), Floor(*server_tls()) as floor:
                self.assertTrue(floor.url.startswith("wss://"))
                path = "/fan" if arguments[0] == "fan" else "/"
                url = floor.url.replace("wss", "https") if name in self.HTTP_CASES else floor.url
                code, report = load(url + path, *arguments, pid=floor.process.pid)
                self.assertEqual((code, report["error"], report["tls_resumed_handshakes"]), (0, "", 0))
                if arguments[0] == "connect":
                    self.assertGreaterEqual(report["tls_full_handshakes"], report["messages"])
                elif "--connections" in arguments and "--idle" not in arguments:
                    self.assertEqual(report["tls_full_handshakes"], int(arguments[arguments.index("--connections") + 1]))

    def test_handshakes_without_tls(self):
        with Floor() as floor:
            _, report = load(floor.url + "/", "connect", "--messages", "20")
            self.assertEqual((report["tls_full_handshakes"], report["tls_resumed_handshakes"]), (0, 0))

    def test_resume(self):
        # What is measured are resumed handshakes only; a full one was before that for each connection.
        client_ca = ("--client-ca", TLS.client_certificate)
        for name, server, client in (("anyone", (), ()), ("client certificates", client_ca, client_tls())):
            with self.subTest(name), Floor(*server_tls(), *server) as floor:
                code, report = load(floor.url + "/", "connect", "--connections", "32", "--messages", "300", "--resume", *client)
                self.assertEqual((code, report["error"], report["tls_full_handshakes"]), (0, "", 32))
                self.assertGreaterEqual(report["tls_resumed_handshakes"], report["messages"])

    def test_client_certificates(self):
        with Floor(*server_tls(), "--client-ca", TLS.client_certificate) as floor:
            for name, client, error in (("good", client_tls(), ""), ("none", (), "certificate required"),
                                        ("of a stranger", server_tls(), "unknown ca")):
                with self.subTest(name):
                    code, report = load(floor.url + "/", "echo", "--messages", "20", *client)
                    self.assertEqual(code, 1 if error else 0)
                    self.assertIn(error, report["error"])

    def test_hold(self):
        for scheme in ("ws", "http", "wss", "https"):
            with self.subTest(scheme), Floor(*(server_tls() if scheme in ("wss", "https") else ())) as floor:
                url = f"{scheme}://{floor.url.partition('://')[2]}/"
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


    def test_floor_by_bytes_of_tls(self):
        # TLS records cut anywhere, several in a segment, requests cut by records.
        request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        expected = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n" + LETTERS
        for record, segment in ((1, 1), (1, 1000), (7, 13), (len(request), 5), (3 * len(request), 1)):
            with self.subTest(record=record, segment=segment), Floor(*server_tls()) as floor:
                answers = by_segments(int(floor.url.rsplit(":", 1)[1]), 5 * request, record, segment)
                self.assertEqual(answers, 5 * expected)

    def test_floor_options(self):
        certificate, key = str(TLS.certificate), str(TLS.key)
        cases = {
            "not a port": (("many",), 2, "not a port: many"),
            "too large a port": (("65536",), 2, "not a port: 65536"),
            "two ports": (("0", "0"), 2, "too many arguments: 0"),
            "no key": (("--certificate", certificate), 2, "--certificate and --key need each other"),
            "no certificate": (("--key", key), 2, "--certificate and --key need each other"),
            "clients without TLS": (("--client-ca", certificate), 2, "--client-ca needs --certificate and --key"),
            "unknown": (("--tls",), 2, "--tls"),
            "no such file": (("--certificate", "/none", "--key", key), 1, "cannot use the certificate /none: "),
            "not a key": (("--certificate", certificate, "--key", certificate), 1, f"cannot use the key {certificate}: "),
            "another key": (("--certificate", certificate, "--key", str(TLS.client_key)), 1, "key values mismatch"),
            "not a CA": ((*server_tls(), "--client-ca", key), 1, f"cannot use the client CA {key}: "),
        }
        for name, (arguments, code, error) in cases.items():
            with self.subTest(name):
                process = subprocess.run([PROGRAMS / "echo-floor", *arguments], stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True, timeout=30)
                self.assertEqual((process.returncode, process.stdout), (code, ""))
                self.assertIn(error, process.stderr)


def by_segments(port: int, requests: bytes, record: int, segment: int) -> bytes:
    """What the floor answers to `requests`, in TLS records of at most `record` bytes and TCP segments of at most `segment`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    come, go = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(come, go)

    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def flush() -> None:
            bytes_ = go.read()
            for start in range(0, len(bytes_), segment):
                connection.sendall(bytes_[start:start + segment])

        def until_done(step):
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    flush()
                    received = connection.recv(65536)
                    come.write(received) if received else come.write_eof()

        until_done(tls.do_handshake)
        for start in range(0, len(requests), record):
            tls.write(requests[start:start + record])
        flush()
        try:
            tls.unwrap()
        except ssl.SSLError:
            pass  # its answer comes behind those to the requests
        flush()
        answers = b""
        while part := until_done(lambda: read_or_end(tls)):
            answers += part
        return answers


def read_or_end(tls: ssl.SSLObject) -> bytes:
    try:
        return tls.read(65536)
    except ssl.SSLZeroReturnError:
        return b""


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

    def test_sessions(self):
        # A server that does not resume is no figure for resumed handshakes.
        for name, tickets, error in (("no tickets", 0, "gave no TLS session"), ("forgotten ones", 2, "did not resume the TLS session")):
            with self.subTest(name), TlsLiar(tickets) as liar:
                code, report = load(liar.url, "connect", "--messages", "10", "--resume")
                self.assertEqual(code, 1)
                self.assertIn(error, report["error"])
                self.assertEqual(report["tls_resumed_handshakes"], 0)
                self.assertEqual(load(liar.url, "connect", "--messages", "10")[0], 0)

    def test_no_tls(self):
        def answer(listener):
            with listener.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=answer, args=(listener,))
            thread.start()
            code, report = load(f"wss://127.0.0.1:{listener.getsockname()[1]}/", "echo", "--messages", "1")
            thread.join()
        self.assertEqual((code, report["error"]), (1, "connection 0: the TLS handshake has failed: wrong version number"))

    def test_contradictions(self):
        file = ("--certificate", "/none")
        cases = (
            ("echo", "http", (), "echo needs a URL with ws:// or wss://"),
            ("fan", "https", (), "fan needs a URL with ws:// or wss://"),
            ("connect", "http", (), "connect needs a URL with ws:// or wss://"),
            ("get", "ws", (), "get needs a URL with http:// or https://"),
            ("post", "wss", (), "post needs a URL with http:// or https://"),
            ("hold", "ftp", (), "not a value of --url: ftp://"),
            ("hold", "http", ("--deflate",), "--deflate needs a URL with ws:// or wss://"),
            ("connect", "ws", ("--resume",), "--resume needs connect and a URL with wss://"),
            ("echo", "wss", ("--resume",), "--resume needs connect and a URL with wss://"),
            ("get", "https", ("--resume",), "--resume needs connect and a URL with wss://"),
            ("echo", "wss", file, "--certificate and --key need each other"),
            ("echo", "wss", ("--key", "/none"), "--certificate and --key need each other"),
            ("echo", "ws", (*file, "--key", "/none"), "--certificate needs a URL with wss:// or https://"),
            ("echo", "wss", (*file, "--key", "/none"), "cannot use the certificate /none: "),
            ("dance", "ws", (), "one mode is needed"),
        )
        for mode, scheme, arguments, error in cases:
            with self.subTest(f"{mode} {scheme} {arguments}"):
                command = [PROGRAMS / "landline-load", mode, "--url", f"{scheme}://127.0.0.1:9/", *arguments]
                process = subprocess.run(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                self.assertEqual((process.returncode, process.stdout), (2, ""))
                self.assertIn("landline-load: " + error, process.stderr)

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
