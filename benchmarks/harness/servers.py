# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that can be measured: how each is started, on which core, and ended."""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from . import machine

HERE = Path(__file__).resolve().parent.parent
TREE = HERE.parent
START_SECONDS = 20


class Unavailable(Exception):
    """This machine lacks what a server needs."""


@dataclass
class Server:
    """A running server."""
    url: str  # without a path: ws://127.0.0.1:9502
    pids: tuple[int, ...]
    process: subprocess.Popen | None = None  # None: somebody else's

    def http(self) -> "Server":
        """The same server by its URL for HTTP; a peer may have been given by that already."""
        return replace(self, url="http" + self.url.removeprefix("ws")) if self.url.startswith("ws") else self

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class TlsFiles:
    """A certificate for 127.0.0.1 that lives as long as the benchmark."""
    folder: tempfile.TemporaryDirectory
    certificate: Path
    key: Path

    @staticmethod
    def generate() -> "TlsFiles":
        if shutil.which("openssl") is None:
            raise Unavailable("openssl is missing")
        folder = tempfile.TemporaryDirectory(prefix="landline-tls-")
        files = TlsFiles(folder, Path(folder.name) / "certificate.pem", Path(folder.name) / "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "7", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", files.key, "-out", files.certificate], check=True, stderr=subprocess.DEVNULL)
        return files


NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        location / {{
            proxy_pass http://{plain};
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_read_timeout 1h;
        }}
    }}
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Servers:
    """Starts targets by name; ends what it started, and nothing else, when its `with` block is left."""

    WITH_DEFLATE = ("native", "node", "python")
    WITH_TLS = ("native", "qt", "nginx")
    WITH_HTTP = ("native", "qt", "floor", "node")
    TARGETS = ("native", "native-qt-utf8", "native-unguarded", "native-guarded", "qt", "qwebsocketserver", "floor", "node", "python", "nginx")

    def __init__(self, programs: Path):
        self.programs = programs
        self.peers: dict[str, Server] = {}
        self._running: list[Server] = []
        self._tls: TlsFiles | None = None

    def __enter__(self) -> "Servers":
        # Ended like Ctrl+C, so that the servers end as well.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        return self

    def __exit__(self, *_) -> None:
        self.stop_all()
        if self._tls:
            self._tls.folder.cleanup()

    def add_peer(self, text: str) -> None:
        """NAME=URL,PID[,PID...]: a server that runs already."""
        name, _, rest = text.partition("=")
        url, *pids = rest.split(",")
        if not pids:
            raise ValueError(f"not NAME=URL,PID: {text}")
        self.peers[name] = Server(url.rstrip("/"), tuple(int(pid) for pid in pids))

    def start(self, name: str, workers: int = 1, deflate: int = 0, tls: bool = False, http: bool = False) -> Server:
        """`deflate`: the level of zlib at which messages are compressed, each by itself; 0: not at all."""
        if http:
            if name not in self.peers and not name.startswith(self.WITH_HTTP):
                raise Unavailable(f"{name} does not answer HTTP requests")
            return self.start(name, workers, deflate, tls).http()
        if name in self.peers:
            return self.peers[name]
        if deflate and not name.startswith(self.WITH_DEFLATE):
            raise Unavailable(f"{name} does not compress")
        if tls != (name == "nginx") and not (tls and name.startswith(self.WITH_TLS)):
            raise Unavailable(f"{name} does not speak TLS" if tls else f"{name} is for TLS")
        if name == "nginx":
            return self._start_nginx(self.start("native", workers, deflate))
        command = self._command(name, workers) + (["--deflate", str(deflate)] if deflate else [])
        if tls:
            command += ["--certificate", str(self._tls_files().certificate), "--key", str(self._tls_files().key)]
        if shutil.which(command[0]) is None:
            raise Unavailable(f"{command[0]} is missing")
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   text=True, preexec_fn=machine.pin(machine.SERVER_CORE))
        server = Server("", (process.pid,), process)
        self._running.append(server)
        readable, _, _ = select.select([process.stdout], [], [], START_SECONDS)
        server.url = process.stdout.readline().strip() if readable else ""
        if not server.url.startswith(("ws://", "wss://")):
            raise Unavailable(f"{name} did not start")
        return server

    def _start_nginx(self, plain: Server) -> Server:
        """nginx with one worker, which ends TLS in front of `plain`. Its CPU time is that of both."""
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if nginx is None:
            raise Unavailable("nginx is missing")
        files, port = self._tls_files(), free_port()
        folder = Path(tempfile.mkdtemp(dir=files.folder.name))
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, certificate=files.certificate,
                                                        key=files.key, plain=plain.url.removeprefix("ws://")))
        process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"],
                                   stdin=subprocess.DEVNULL, preexec_fn=machine.pin(machine.SERVER_CORE))
        server = Server(f"wss://127.0.0.1:{port}", (), process)
        self._running.append(server)
        deadline = time.monotonic() + START_SECONDS
        while not is_listening(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Unavailable("nginx did not start")
            select.select([], [], [], 0.02)
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        server.pids = (*plain.pids, process.pid, *map(int, workers))
        return server

    def _tls_files(self) -> "TlsFiles":
        if self._tls is None:
            self._tls = TlsFiles.generate()
        return self._tls

    def stop_all(self) -> None:
        for server in self._running:
            server.stop()
        self._running.clear()

    def _command(self, name: str, workers: int) -> list[str]:
        if name == "floor":
            return [str(self.programs / "echo-floor")]
        if name == "qwebsocketserver":
            return [str(self.programs / "qwebsocketserver-echo")]
        if name == "node":
            return ["node", str(self._node_folder() / "server.js")]
        if name == "python":
            return [_python(), str(HERE / "servers/python/server.py")]
        backend, _, variant = name.partition("-")
        command = [str(self.programs / "landline-bench-server"), "--backend", backend, "--workers", str(workers)]
        if variant == "qt-utf8":
            command += ["--utf8", "qt"]
        elif variant:
            command += ["--guards", {"unguarded": "none", "guarded": "all"}[variant]]
        return command

    def _node_folder(self) -> Path:
        """Where server.js stands beside what it needs, which npm installs there."""
        folder = self.programs.parent / "node"
        folder.mkdir(exist_ok=True)
        for name in ("package.json", "server.js"):
            shutil.copy(HERE / "servers/node" / name, folder)
        if not (folder / "node_modules/ws").is_dir():
            if shutil.which("npm") is None:
                raise Unavailable("npm is missing")
            subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"],
                           cwd=folder, check=True, stdout=sys.stderr)
        return folder


def build() -> Path:
    """Builds what is out of date; the folder of the programs."""
    subprocess.run([TREE / "scripts/install", "build"], check=True)
    subprocess.run([TREE / "scripts/build", "bench", "landline-load", "echo-floor", "landline-bench-server",
                    "qwebsocketserver-echo"], check=True)
    return TREE / "build/bench/bin"


def _python() -> str:
    """A Python that has the package `websockets`: the first in PATH may lack Debian's packages."""
    for python in ("python3", "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import websockets"], stderr=subprocess.DEVNULL,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}).returncode == 0:
            return python
    raise Unavailable("python3-websockets is not installed")
