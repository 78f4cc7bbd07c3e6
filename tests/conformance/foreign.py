#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the conformance suite against an echo server that others wrote.

    foreign.py python-websockets|ws SUITE [ARGUMENT ...]

Exits as the suite does, or with 77 and the reason if that server is not installed (ctest: skipped).
"""

import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
HERE = pathlib.Path(__file__).parent


class NotInstalled(Exception):
    pass


def succeeds(command, **options) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                          **options).returncode == 0


def python_websockets() -> tuple[list[str], dict[str, str]]:
    # The first in PATH may lack the package while the system's own has it.
    for python in ("python3", "/usr/bin/python3"):
        if shutil.which(python) and succeeds([python, "-c", "import websockets"]):
            return [python, str(HERE / "foreign_websockets.py")], {}
    raise NotInstalled("python3-websockets is not installed")


def node_ws() -> tuple[list[str], dict[str, str]]:
    node = shutil.which("node")
    if not node:
        raise NotInstalled("nodejs is not installed")
    # Where Debian keeps Node's packages; its own node looks there by itself, others do not.
    paths = [path for path in (os.environ.get("NODE_PATH"), "/usr/share/nodejs") if path]
    environment = {"NODE_PATH": os.pathsep.join(paths)}
    if not succeeds([node, "-e", "require('ws').WebSocketServer.name"], env={**os.environ, **environment}):
        raise NotInstalled("the package ws of Node is not installed (Debian: node-ws)")
    return [node, str(HERE / "foreign_ws.js")], environment


SERVERS = {"python-websockets": python_websockets, "ws": node_ws}


def main() -> int:
    profile, *suite = sys.argv[1:]
    try:
        command, environment = SERVERS[profile]()
    except NotInstalled as reason:
        print(f"SKIP: {reason}.")
        return SKIPPED
    with subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            port = server.stdout.readline().strip()
            if not port:
                print(f"{profile} did not start.", file=sys.stderr)
                return 1
            return subprocess.run(suite, check=False, env={
                **os.environ, "LANDLINE_CONFORMANCE_URL": f"ws://127.0.0.1:{port}/",
                "LANDLINE_CONFORMANCE_PROFILE": profile}).returncode
        finally:
            server.kill()


if __name__ == "__main__":
    sys.exit(main())
