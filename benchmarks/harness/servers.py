# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""The servers that can be measured: how each is started, on which core, and ended."""

import os
import re
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
from .workloads import Workload

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
    load_arguments: tuple[str, ...] = ()  # what landline-load needs to be let in

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
    """Certificates that live as long as the benchmark: the servers' for 127.0.0.1, and the clients', each its own CA."""
    folder: tempfile.TemporaryDirectory
    certificate: Path
    key: Path
    client_certificate: Path
    client_key: Path

    @staticmethod
    def generate() -> "TlsFiles":
        if shutil.which("openssl") is None:
            raise Unavailable("openssl is missing")
        folder = tempfile.TemporaryDirectory(prefix="landline-tls-")
        names = ("certificate.pem", "key.pem", "client-certificate.pem", "client-key.pem")
        files = TlsFiles(folder, *(Path(folder.name) / name for name in names))
        issue("localhost", files.certificate, files.key, "subjectAltName=DNS:localhost,IP:127.0.0.1")
        issue("benchmark client", files.client_certificate, files.client_key, "extendedKeyUsage=clientAuth")
        return files


def issue(name: str, certificate: Path, key: Path, extension: str) -> None:
    """A self-signed certificate with a key of P-256."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "7", "-subj", f"/CN={name}", "-addext", extension, "-keyout", key, "-out", certificate],
                   check=True, stderr=subprocess.DEVNULL)


NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections {connections}; }}
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
        ssl_protocols TLSv1.2 TLSv1.3;
        {client_certificates}
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


LANDLINE = """
[node]
name = "benchmark"
workers = {workers}

[[server]]
name = "ws"
type = "websocket"
host = "127.0.0.1"
port = 0
{tls}
[[server.route]]
path = "/"
controller = "EchoController"
"""

LANDLINE_TLS = """
[server.tls]
certificate = "{certificate}"
key = "{key}"
"""

LANDLINE_CLIENTS = """client_certificates = "required"
client_ca = "{ca}"
"""


def announced_url(process: subprocess.Popen, scheme: str) -> str:
    """Where the server says that it listens: in a line of its output, as a URL or as host and port. Empty if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while select.select([process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
        line = process.stdout.readline().decode()
        if found := re.search(rf"(?:{scheme}://|listening at )([\d.]+:\d+)", line):
            return f"{scheme}://{found[1]}"
        if not line:
            break
    return ""


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

    TARGETS = ("native", "native-qt-utf8", "native-unguarded", "native-guarded", "qt", "landline", "qwebsocketserver", "floor",
               "node", "python", "nginx")
    # By the first word of the name.
    WITH_DEFLATE = ("native", "node", "python")
    WITH_TLS = ("native", "qt", "landline", "floor", "node", "nginx")
    WITH_HTTP = ("native", "qt", "floor", "node")

    def __init__(self, programs: Path, peers: dict[str, Server] | None = None):
        self.programs = programs
        self.peers = peers or {}
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

    def start(self, name: str, workload: Workload, workers: int = 1) -> Server:
        """A server that can do `workload`; raises Unavailable if that one cannot."""
        if name in self.peers:
            server = self._peer(name, workload)
        else:
            self._check(name, workload)
            server = self._start_nginx(workload) if name == "nginx" else self._start(name, workload, workers)
        if workload.client_certificate:
            files = self._tls_files()
            server = replace(server, load_arguments=("--certificate", str(files.client_certificate),
                                                     "--key", str(files.client_key)))
        return server.http() if workload.http else server

    def _peer(self, name: str, workload: Workload) -> Server:
        server = self.peers[name]
        if server.url.startswith(("wss://", "https://")) != workload.tls:
            raise Unavailable(f"it is at {server.url}, and {workload.name} is {'' if workload.tls else 'not '}for TLS")
        if workload.client_certificate:
            raise Unavailable(f"it does not know who signs the clients of {workload.name}: they are new in each run")
        return server

    def _check(self, name: str, workload: Workload) -> None:
        kind = name.partition("-")[0]
        if name in workload.without:
            raise Unavailable(f"{workload.name} on {name}: {workload.without[name]}")
        for wanted, able, ability in ((workload.http, self.WITH_HTTP, "answer HTTP requests"),
                                      (workload.deflate, self.WITH_DEFLATE, "compress"),
                                      (workload.tls, self.WITH_TLS, "speak TLS")):
            if wanted and kind not in able:
                raise Unavailable(f"{name} does not {ability}")
        if name == "nginx" and not workload.tls:
            raise Unavailable("nginx is for TLS")
        if name == "landline" and workload.path != "/":
            raise Unavailable(f"landline has no route {workload.path}")

    def _start(self, name: str, workload: Workload, workers: int) -> Server:
        command = self._command(name, workload, workers)
        if shutil.which(command[0]) is None:
            raise Unavailable(f"{command[0]} is missing")
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, bufsize=0,
                                   preexec_fn=machine.pin(machine.SERVER_CORE))
        server = Server("", (process.pid,), process)
        self._running.append(server)
        server.url = announced_url(process, "wss" if workload.tls else "ws")
        if not server.url:
            raise Unavailable(f"{name} did not start")
        return server

    def _start_nginx(self, workload: Workload) -> Server:
        """nginx with one worker, which ends TLS in front of `native`. Its CPU time is that of both."""
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if nginx is None:
            raise Unavailable("nginx is missing")
        plain = self._start("native", replace(workload, tls=False), 1)
        files, port = self._tls_files(), free_port()
        folder = Path(tempfile.mkdtemp(dir=files.folder.name))
        verify = f"ssl_verify_client on; ssl_client_certificate {files.client_certificate};"
        (folder / "nginx.conf").write_text(NGINX.format(
            folder=folder, port=port, connections=min(machine.most_descriptors(), 65536),
            certificate=files.certificate, key=files.key,
            client_certificates=verify if workload.client_certificate else "", plain=plain.url.removeprefix("ws://")))

        def prepare() -> None:
            machine.pin(machine.SERVER_CORE)()
            machine.may_open_most_descriptors()

        process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"],
                                   stdin=subprocess.DEVNULL, preexec_fn=prepare)
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

    def _command(self, name: str, workload: Workload, workers: int) -> list[str]:
        if name == "landline":
            return self._landline_command(workload, workers)
        command = self._program(name, workers)
        if workload.deflate:
            command += ["--deflate", str(workload.deflate)]
        if workload.tls:
            files = self._tls_files()
            command += ["--certificate", str(files.certificate), "--key", str(files.key)]
            if workload.client_certificate:
                command += ["--client-ca", str(files.client_certificate)]
        return command

    def _program(self, name: str, workers: int) -> list[str]:
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

    def _landline_command(self, workload: Workload, workers: int) -> list[str]:
        """The stock program, whose admin socket is on."""
        files = self._tls_files()
        folder = Path(tempfile.mkdtemp(dir=files.folder.name))
        tls = LANDLINE_TLS.format(certificate=files.certificate, key=files.key) if workload.tls else ""
        clients = LANDLINE_CLIENTS.format(ca=files.client_certificate) if workload.client_certificate else ""
        (folder / "landline.toml").write_text(LANDLINE.format(workers=workers, tls=tls + clients))
        return [str(self.programs / "landline"), "--no-gui", "--config", str(folder / "landline.toml"),
                "--admin-socket", str(folder / "admin.sock")]

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
                    "qwebsocketserver-echo", "landline"], check=True)
    return TREE / "build/bench/bin"


def _python() -> str:
    """A Python that has the package `websockets`: the first in PATH may lack Debian's packages."""
    for python in ("python3", "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import websockets"], stderr=subprocess.DEVNULL,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}).returncode == 0:
            return python
    raise Unavailable("python3-websockets is not installed")
