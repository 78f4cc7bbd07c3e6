# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Types of command line arguments; argparse turns each ValueError into a message with the name of the function."""

import argparse

from .servers import Server, Servers


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError
    return number


def peer(text: str) -> tuple[str, Server]:
    """NAME=URL,PID[,PID...]: a server that runs already."""
    name, _, rest = text.partition("=")
    url, *pids = rest.split(",")
    if not name or not pids or not url.startswith(("ws://", "wss://", "http://", "https://")):
        raise argparse.ArgumentTypeError(f"not NAME=URL,PID[,PID...]: {text}")
    return name, Server(url.rstrip("/"), tuple(count(pid) for pid in pids))


def check_servers(parser: argparse.ArgumentParser, names: list[str], peers: dict[str, Server]) -> None:
    """Ends the program if it is asked for a server that there is not."""
    unknown = sorted(set(filter(None, names)) - set(Servers.TARGETS) - set(peers))
    if unknown:
        parser.error(f"no such server: {', '.join(unknown)}; there are {', '.join((*Servers.TARGETS, *peers))}")
