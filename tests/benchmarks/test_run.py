#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner: its statistics on known numbers, and one short comparison of the echo floor with itself.

    test_run.py TREE FOLDER     FOLDER: where landline-load and echo-floor are
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAMS = Path(sys.argv.pop()).resolve()
TREE = Path(sys.argv.pop()).resolve()
sys.path.insert(0, str(TREE / "benchmarks"))

from harness import figures, workloads  # noqa: E402: the path comes first
from harness.servers import TlsFiles  # noqa: E402


class Figures(unittest.TestCase):
    def test_ratio(self):
        ratio = figures.Ratio.of([(2.0, 1.0), (9.0, 3.0), (8.0, 2.0)])
        self.assertEqual((ratio.median, ratio.least, ratio.most, ratio.rounds), (3.0, 2.0, 4.0, 3))
        self.assertLessEqual(2.0, ratio.low)
        self.assertLessEqual(ratio.high, 4.0)

    def test_interval_narrows_with_rounds(self):
        few = figures.confidence_interval([0.9, 1.0, 1.1] * 2)
        many = figures.confidence_interval([0.9, 1.0, 1.1] * 200)
        self.assertGreater(few[1] - few[0], many[1] - many[0])

    def test_verdict(self):
        def twin(low: float, high: float, rounds: int = 40) -> figures.Ratio:
            return figures.Ratio((low + high) / 2, low, high, low, high, rounds)
        cases = [
            ("good", twin(0.99, 1.01), ""),
            ("few rounds", twin(0.99, 1.01, rounds=39), "hint"),
            ("too wide", twin(0.97, 1.03), "void"),
            ("narrow, but not around 1", twin(1.06, 1.07), "void"),
            ("narrow, and below 1", twin(0.94, 0.95), "void"),
        ]
        for name, ratio, verdict in cases:
            with self.subTest(name):
                self.assertEqual(figures.verdict(ratio), verdict)


class Workloads(unittest.TestCase):
    def test_fields_are_what_they_are_called(self):
        for name, workload in workloads.ALL.items():
            with self.subTest(name):
                self.assertEqual(workload.name, name)
                self.assertIn(workload.workers, (1, 2))
                self.assertIn(workload.deflate, range(10))
                self.assertIs(type(workload.tls), bool)
                self.assertEqual(workload.http, name.startswith("http-"))
                self.assertEqual(workload.tls, name.startswith("tls-"))
                self.assertEqual("--resume" in workload.arguments, name == "tls-handshake-resumed")
        for name, workload in workloads.IDLE.items():
            with self.subTest(name):
                self.assertEqual(workload.name, name)
                self.assertEqual(workload.tls, name.startswith("tls-"))
                self.assertEqual(workload.http, name.startswith("http-"))
                self.assertEqual(workload.client_certificate, name.endswith("-client-cert"))

    def test_compared_with_another_load(self):
        bases = {name: workload.base.name for name, workload in workloads.ALL.items() if workload.base}
        self.assertEqual(bases, {"idle-1000": "idle-0", "idle-10000": "idle-0", "push-other": "push-same",
                                 "http-post-to-get": "http-get"})
        for name, base in bases.items():
            self.assertEqual(workloads.ALL[name].workers, workloads.ALL[name].base.workers, (name, base))
            self.assertEqual(workloads.ALL[name].http, workloads.ALL[name].base.http, (name, base))


class Run(unittest.TestCase):
    def run_it(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [TREE / "benchmarks/run", "--programs", PROGRAMS, "--target", "floor", "--seconds", "0.02", *arguments]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)

    def test_each_kind(self):
        # Against other servers, and against itself under another load. The peer is this very floor.
        with tempfile.TemporaryDirectory() as folder:
            peer = subprocess.Popen([PROGRAMS / "echo-floor"], stdout=subprocess.PIPE, text=True)
            try:
                url = peer.stdout.readline().strip()
                output = Path(folder) / "all.json"
                done = self.run_it("--against", "", "--peer", f"other={url},{peer.pid}", "--rounds", "2",
                                   "--only", "echo-64b-1,idle-1000", "--json", output,
                                   "--markdown", Path(folder) / "table.md")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("| floor : other |", done.stdout)
                self.assertIn("beside 1,000 idle ones", (Path(folder) / "table.md").read_text())
                reports = json.loads(output.read_text())
                self.assertEqual({name: len(each) for name, each in reports["echo-64b-1"].items()},
                                 {"floor": 2, "other": 2, "twin": 2})
                self.assertIsNone(peer.poll(), "somebody else's server was ended")
            finally:
                peer.kill()
                peer.communicate()

    def test_http(self):
        # A peer may be given by either of its URLs, and who does not answer HTTP is left out.
        peer = subprocess.Popen([PROGRAMS / "echo-floor"], stdout=subprocess.PIPE, text=True)
        try:
            url = peer.stdout.readline().strip()
            for scheme in ("ws", "http"):
                other = f"other={url.replace('ws', scheme)},{peer.pid}"
                done = self.run_it("--against", "python,qt", "--peer", other, "--rounds", "2",
                                   "--only", "http-post,http-post-to-get")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("Without python: python does not answer HTTP requests.", done.stderr)
                self.assertIn("Without qt: http-post on qt: it closes a connection after 100 bodies.", done.stderr)
                for row in ("| POST 1 KiB, 100 connections | floor : other |",
                            "| POST 1 KiB, against GET 100 B, 100 connections | floor |"):
                    self.assertIn(row, done.stdout)
        finally:
            peer.kill()
            peer.communicate()

    def test_tls(self):
        # A peer is compared where its URL says that it can do it, and who does not speak TLS is left out.
        with tempfile.TemporaryDirectory() as folder, TlsPeer() as encrypted, Peer() as plain:
            output = Path(folder) / "all.json"
            done = self.run_it("--against", "qwebsocketserver", "--peer", f"encrypted={encrypted}",
                               "--peer", f"plain={plain}", "--rounds", "2", "--json", output,
                               "--only", "tls-echo-64,tls-handshake-full,tls-handshake-resumed")
            self.assertEqual(done.returncode, 0, done.stderr)
            for line in ("Without qwebsocketserver: qwebsocketserver does not speak TLS.",
                         f"Without plain: it is at {plain.partition(',')[0]}, and tls-echo-64 is for TLS."):
                self.assertIn(line, done.stderr)
            reports = json.loads(output.read_text())
            for name, each in reports.items():
                self.assertEqual(sorted(each), ["encrypted", "floor", "twin"], name)
            for report in (each for run in reports["tls-handshake-resumed"].values() for each in run):
                self.assertEqual(report["tls_full_handshakes"], 32)
                self.assertGreaterEqual(report["tls_resumed_handshakes"], report["messages"])
            for report in (each for run in reports["tls-handshake-full"].values() for each in run):
                self.assertEqual(report["tls_resumed_handshakes"], 0)

    def test_no_tls(self):
        # These would be compared with something else.
        with TlsPeer() as peer:
            done = self.run_it("--against", "nginx,landline", "--peer", f"other={peer}", "--rounds", "1", "--only", "fan-64b")
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in (f"Without other: it is at {peer.partition(',')[0]}, and fan-64b is not for TLS.",
                     "Without nginx: nginx is for TLS.", "Without landline: landline has no route /fan."):
            self.assertIn(line, done.stderr)

    def test_nonsense(self):
        cases = (
            ("--only", "echo-of-the-past", "no such workload: echo-of-the-past"),
            ("--against", "flor,qt", "no such server: flor; there are native,"),
            ("--target", "flor", "no such server: flor"),
            ("--rounds", "0", "argument --rounds: invalid count value: '0'"),
            ("--rounds", "many", "argument --rounds: invalid count value: 'many'"),
            ("--seconds", "0", "argument --seconds: invalid seconds value: '0'"),
            ("--seconds", "nan", "argument --seconds: invalid seconds value: 'nan'"),
            ("--peer", "ws://127.0.0.1:1,1", "argument --peer: not NAME=URL,PID[,PID...]: ws://127.0.0.1:1,1"),
            ("--peer", "a=ws://127.0.0.1:1", "argument --peer: not NAME=URL,PID[,PID...]: a=ws://127.0.0.1:1"),
            ("--peer", "a=127.0.0.1:1,1", "argument --peer: not NAME=URL,PID[,PID...]: a=127.0.0.1:1,1"),
            ("--peer", "a=ws://127.0.0.1:1,none", "argument --peer: invalid peer value: 'a=ws://127.0.0.1:1,none'"),
        )
        for option, value, error in cases:
            with self.subTest(f"{option} {value}"):
                done = self.run_it(option, value)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(error, done.stderr)

    def test_missing_program(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_it("--programs", folder, "--only", "echo-64b-1")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("echo-floor", done.stderr.splitlines()[-1])

    def test_failure_leaves_nothing_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(self.private_command(folder, "--peer", f"none=ws://127.0.0.1:1,{os.getpid()}"),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)
            self.assertEqual(done.returncode, 1)
            self.assertIn("echo-64b-1 on none: connection 0: connect: Connection refused", done.stderr)
            self.assertEqual(processes_of(folder), [])

    def test_signal_leaves_nothing_behind(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number), tempfile.TemporaryDirectory() as folder:
                run = subprocess.Popen(self.private_command(folder, "--seconds", "0.02"), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, text=True)
                self.assertTrue(any("round" in line for line in run.stderr), "it ended by itself")
                run.send_signal(number)
                run.communicate(timeout=100)
                self.assertEqual(run.returncode, code)
                self.assertEqual(processes_of(folder), [])

    @staticmethod
    def private_command(folder: str, *arguments: str) -> list:
        """A run with programs under a name of their own, by which its processes can be told from all others."""
        for program in ("landline-load", "echo-floor"):
            os.symlink(PROGRAMS / program, Path(folder) / program)
        return [TREE / "benchmarks/run", "--programs", folder, "--target", "floor", "--against", "",
                "--only", "echo-64b-1", "--rounds", "1000", *arguments]


class Memory(unittest.TestCase):
    def run_it(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [TREE / "benchmarks/memory", "--programs", PROGRAMS, *arguments]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)

    def test_tls_idle(self):
        # With a client certificate, without which the floor lets nobody in; a peer would not know it.
        with TlsPeer() as peer:
            done = self.run_it("--workload", "tls-idle-client-cert", "--targets", "floor,python", "--connections", "50",
                               "--peer", f"other={peer}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\n\| floor \| \d+\.\d \| \d+\.\d\d \| \d+\.\d\d \|\n$")
        self.assertIn("Without python: python does not speak TLS.", done.stderr)
        self.assertIn("Without other: it does not know who signs the clients of tls-idle-client-cert", done.stderr)

    def test_nonsense(self):
        cases = (
            ("--workload", "tls-idel", "invalid choice: 'tls-idel'"),
            ("--connections", "0", "invalid count value: '0'"),
            ("--targets", "flor", "no such server: flor"),
        )
        for option, value, error in cases:
            with self.subTest(f"{option} {value}"):
                done = self.run_it(option, value)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(error, done.stderr)


class Peer:
    """Somebody's floor, as --peer wants it without its name."""

    def __init__(self, *arguments: str):
        self._arguments = arguments

    def __enter__(self) -> str:
        self._process = subprocess.Popen([PROGRAMS / "echo-floor", *self._arguments], stdout=subprocess.PIPE, text=True)
        return f"{self._process.stdout.readline().strip()},{self._process.pid}"

    def __exit__(self, *_) -> None:
        self._process.kill()
        self._process.communicate()


class TlsPeer(Peer):
    def __init__(self):
        self._files = TlsFiles.generate()
        super().__init__("--certificate", self._files.certificate, "--key", self._files.key)

    def __exit__(self, *_) -> None:
        super().__exit__()
        self._files.folder.cleanup()


def processes_of(folder: str) -> list[Path]:
    return [path for path in Path("/proc").glob("[0-9]*/cmdline") if folder.encode() in read_if_there(path)]


def read_if_there(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


class Names(unittest.TestCase):
    def test_workloads_have_different_titles(self):
        titles = [workload.title for workload in workloads.ALL.values()]
        self.assertEqual(len(titles), len(set(titles)))


if __name__ == "__main__":
    unittest.main()
