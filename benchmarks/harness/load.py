# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Runs the load generator."""

import json
import subprocess
from pathlib import Path

from . import machine
from .servers import Server


def command(programs: Path, server: Server, path: str, arguments: tuple[str, ...]) -> list[str]:
    return [str(programs / "landline-load"), *arguments, *server.load_arguments, "--url", server.url + path,
            "--pid", ",".join(map(str, server.pids))]


def run(programs: Path, server: Server, path: str, arguments: tuple[str, ...]) -> dict:
    """One measurement on a quiet server: the load generator's report. Raises RuntimeError after any error."""
    machine.wait_until_quiet(server.pids)
    process = subprocess.run(command(programs, server, path, arguments), stdout=subprocess.PIPE, text=True,
                             preexec_fn=machine.pin(machine.LOAD_CORE))
    report = json.loads(process.stdout or '{"error": "no report"}')
    if process.returncode != 0 or report["error"]:
        raise RuntimeError(report["error"])
    return report
