# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of a soak, and what can be seen of it from outside."""

import asyncio
import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class State:
    """What must be again as it was when everybody has gone."""
    descriptors: int
    memory_kib: int
    counters: dict[str, int]

    def __str__(self) -> str:
        counters = ", ".join(f"{name} {value:,}" for name, value in self.counters.items())
        return f"{self.descriptors} descriptors, {self.memory_kib / 1024:.1f} MiB, {counters}"


class SoakServer:
    """A running soak-server; an async context."""

    def __init__(self, program: Path):
        self._program = program
        self._folder = tempfile.TemporaryDirectory()
        self._ports: dict[str, int] = {}

    def port(self, server: str) -> int:
        return self._ports[server]

    async def __aenter__(self) -> "SoakServer":
        folder = Path(self._folder.name)
        configuration = shutil.copy(HERE / "soak.toml", folder)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2",
                        "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
                       check=True, stderr=subprocess.DEVNULL)
        self._process = await asyncio.create_subprocess_exec(
            self._program, configuration, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        line = await self._process.stdout.readline()
        if not line:
            raise SystemExit("the server did not start")
        self._ports = json.loads(line)
        return self

    async def __aexit__(self, *_) -> None:
        self._folder.cleanup()
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 10)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            raise SystemExit("the server did not end when it was asked to") from None
        if self._process.returncode != 0:
            raise SystemExit(f"the server ended with {self._process.returncode}")

    async def state(self) -> State:
        self._process.stdin.write(b"\n")
        counters = json.loads(await asyncio.wait_for(self._process.stdout.readline(), 10))
        process = Path(f"/proc/{self._process.pid}")
        memory = next(int(line.split()[1]) for line in (process / "smaps_rollup").read_text().splitlines()
                      if line.startswith("Pss:"))
        return State(len(list((process / "fd").iterdir())), memory, counters)

    async def quiet_state(self) -> State:
        """The state when the last client has gone and memory has been given back; or after 15 s, whatever it is."""
        state = await self.state()
        still = 0
        for _ in range(30):
            await asyncio.sleep(0.5)
            before, state = state, await self.state()
            quiet = state.counters["connections"] == 0 and state.memory_kib >= before.memory_kib - 64
            still = still + 1 if quiet else 0
            if still == 4:
                break
        return state
