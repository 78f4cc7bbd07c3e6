# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""The workloads: what each asks of the load generator, and what it is compared with."""

from dataclasses import KW_ONLY, dataclass, field, replace


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    arguments: tuple[str, ...]  # of landline-load
    path: str = "/"
    _: KW_ONLY
    workers: int = 1
    deflate: int = 0  # zlib's level at which the servers compress, without context; 0: they do not
    tls: bool = False  # wss
    client_certificate: bool = False  # that clients must have
    http: bool = False  # HTTP requests, not WebSocket messages
    without: dict[str, str] = field(default_factory=dict)  # servers that cannot do it, and why
    # Compared with another workload on the same server, instead of with other servers.
    base: "Workload | None" = None


SIZES = {"64b": ("64 B", ("--size", "64")),
         "1k": ("1 KiB", ("--size", "1024")),
         "64k": ("64 KiB", ("--size", "65536")),
         "1k-chinese": ("1 KiB of Chinese", ("--size", "1024", "--text", "chinese")),
         "64k-chinese": ("64 KiB of Chinese", ("--size", "65536", "--text", "chinese")),
         "json-1k": ("1 KiB of JSON", ("--size", "1024", "--text", "json")),
         "json-4k": ("4 KiB of JSON", ("--size", "4096", "--text", "json"))}


def _echo(size: str, connections: int) -> Workload:
    title, arguments = SIZES[size]
    return Workload(f"echo-{size}-{connections}", f"echo {title}, {connections:,} connections",
                    ("echo", "--connections", str(connections), *arguments))


def _fan(size: str) -> Workload:
    title, arguments = SIZES[size]
    return Workload(f"fan-{size}", f"{title} to 1,000", ("fan", "--connections", "1000", *arguments), "/fan")


def _broadcast(connections: int) -> Workload:
    title, arguments = SIZES["json-1k"]
    return Workload(f"broadcast-{connections}", f"{title} to {connections:,}, two workers",
                    ("fan", "--connections", str(connections), *arguments), "/fan", workers=2)


def _deflated(workload: Workload, level: int = 1) -> Workload:
    at = f", compressed at level {level}"
    return replace(workload, name=f"{workload.name}-deflate" + (f"-{level}" if level > 1 else ""), title=workload.title + at,
                   arguments=(*workload.arguments, "--deflate"), deflate=level)


def _encrypted(name: str, workload: Workload) -> Workload:
    return replace(workload, name=f"tls-{name}", title=f"{workload.title}, TLS", tls=True)


def _active(idle: int) -> Workload:
    return Workload(f"idle-{idle}", f"echo 64 B, 10 connections beside {idle:,} idle ones",
                    ("echo", "--connections", "10", "--idle", str(idle)), base=ALONE if idle else None)


def _push(path: str, title: str, base: Workload | None = None) -> Workload:
    # Each message makes the server push 64 times: see servers/landline/pushcontroller.h.
    return Workload(f"push-{path}", title, ("fan", "--connections", "128", "--copies", "64"), f"/{path}",
                    workers=2, base=base)


ALONE = _active(0)
SAME_WORKER = _push("same", "pushes to the own worker")
HANDSHAKES = Workload("handshakes", "connect, upgrade, close; 32 at a time", ("connect", "--connections", "32"))
TLS_HANDSHAKES = replace(HANDSHAKES, name="tls-handshake-full", title="connect, full TLS handshake, upgrade, close; 32 at a time",
                         tls=True)
HTTP_GET = Workload("http-get", "GET 100 B, 100 connections", ("get", "--connections", "100", "--size", "100"), "/get",
                    http=True)
HTTP_POST = Workload("http-post", "POST 1 KiB, 100 connections", ("post", "--connections", "100", "--size", "1024"), "/post",
                     http=True, without={"qt": "it closes a connection after 100 bodies"})

ALL = {workload.name: workload for workload in [
    *(_echo(size, connections) for size in SIZES if "json" not in size for connections in (1, 100, 1000)),
    Workload("echo-64b-100-p16", "echo 64 B, 100 connections, 16 pipelined",
             ("echo", "--connections", "100", "--depth", "16")),
    _fan("64b"),
    _fan("1k"),
    _echo("json-4k", 100),
    _deflated(_echo("json-1k", 100)),
    _deflated(_echo("json-4k", 100)),
    _deflated(_echo("json-4k", 100), 6),
    _fan("json-4k"),
    _deflated(_fan("json-4k")),
    *(_broadcast(connections) for connections in (1000, 10000)),
    *(_deflated(_broadcast(connections)) for connections in (1000, 10000)),
    *(_encrypted(f"echo-{name}", _echo(size, 100)) for name, size in (("64", "64b"), ("1k", "1k"), ("64k", "64k"))),
    HANDSHAKES,
    TLS_HANDSHAKES,
    replace(TLS_HANDSHAKES, name="tls-handshake-resumed", title="connect, resumed TLS handshake, upgrade, close; 32 at a time",
            arguments=(*TLS_HANDSHAKES.arguments, "--resume"), without={"qt": "each QSslSocket has ticket keys of its own"}),
    _active(1000),
    _active(10000),
    _push("other", "pushes to another worker, against pushes to the own", SAME_WORKER),
    HTTP_GET,
    HTTP_POST,
    replace(HTTP_POST, name="http-post-to-get", title="POST 1 KiB, against GET 100 B, 100 connections", base=HTTP_GET),
]}

# Of benchmarks/memory: connections that are open and silent.
IDLE = {workload.name: workload for workload in [
    Workload("idle", "WebSocket connections", ()),
    Workload("http-idle", "HTTP connections that are kept alive", ("--size", "100"), "/get", http=True),
    Workload("tls-idle", "WebSocket connections over TLS", (), tls=True),
    Workload("tls-idle-client-cert", "WebSocket connections over TLS, each with a client certificate", (), tls=True,
             client_certificate=True),
]}
