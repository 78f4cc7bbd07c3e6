# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""The machine: which core does what, and what /proc knows of a process."""

import os
import resource
import sys
import threading
from pathlib import Path

# The first and the last: on machines with two threads a core these are not siblings.
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]


def pin(core: int):
    """For subprocess's preexec_fn."""
    return lambda: os.sched_setaffinity(0, {core})


def warn_if_crowded() -> None:
    if SERVER_CORE == LOAD_CORE:
        print("One core only: server and load generator share it, and the figures mean little.", file=sys.stderr)
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"Something else is running here (load {load:.1f}): take the figures as hints.", file=sys.stderr)


def most_descriptors() -> int:
    """How many a process may have open, at most."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def may_open_most_descriptors() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_descriptors(), most_descriptors()))


def cpu_nanoseconds(pids: tuple[int, ...]) -> int:
    """What all threads of these processes have used."""
    return sum(int(path.read_text().split()[0])
               for pid in pids for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))


def wait_until_quiet(pids: tuple[int, ...], patience: float = 10) -> None:
    """Until these processes have done nothing for 50 ms; the end of a crowd of connections takes its time."""
    pause = threading.Event()
    before = cpu_nanoseconds(pids)
    for _ in range(int(patience / 0.05)):
        pause.wait(0.05)
        now = cpu_nanoseconds(pids)
        if now - before < 500_000:
            return
        before = now


def settled_pss_kib(pids: tuple[int, ...], patience: float = 15) -> int:
    """pss_kib() when it has not fallen for 2 s: servers give memory back some time after they need it no more."""
    pause = threading.Event()
    least, still = pss_kib(pids), 0.0
    for _ in range(int(patience / 0.25)):
        pause.wait(0.25)
        now = pss_kib(pids)
        still = still + 0.25 if now >= least else 0
        least = min(least, now)
        if still >= 2:
            break
    return least


def pss_kib(pids: tuple[int, ...]) -> int:
    """Memory of these processes, a shared page divided by those who share it; without the kernel's socket buffers."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total
