# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Ratios of paired rounds: their median, range, and how far the median can be trusted."""

import random
import statistics
from dataclasses import dataclass

CLAIM_ROUNDS = 40
WIDEST_TWIN = 0.05  # how wide the interval of a server against itself may be
RESAMPLES = 4000


@dataclass(frozen=True)
class Ratio:
    median: float
    low: float  # 95 % confidence interval of the median
    high: float
    least: float
    most: float
    rounds: int

    @staticmethod
    def of(pairs: list[tuple[float, float]]) -> "Ratio":
        ratios = [a / b for a, b in pairs]
        low, high = confidence_interval(ratios)
        return Ratio(statistics.median(ratios), low, high, min(ratios), max(ratios), len(ratios))

    def is_trusted_twin(self) -> bool:
        """Of a server against itself: narrow enough, and around 1; else the other ratios of these rounds mean little."""
        return self.high - self.low <= WIDEST_TWIN and 1 - WIDEST_TWIN <= self.low and self.high <= 1 + WIDEST_TWIN


def confidence_interval(values: list[float]) -> tuple[float, float]:
    """The middle 95 % of the medians of resamples (bootstrap); the same for the same values."""
    source = random.Random(len(values))
    medians = sorted(statistics.median(source.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return medians[RESAMPLES * 25 // 1000], medians[RESAMPLES * 975 // 1000 - 1]


def verdict(twin: Ratio) -> str:
    if not twin.is_trusted_twin():
        return "void"
    return "" if twin.rounds >= CLAIM_ROUNDS else "hint"


def table(rows: list[tuple[str, str, Ratio, Ratio]]) -> str:
    """Rows of (workload, against what, ratio, the twin's ratio) as Markdown."""
    lines = ["| workload | ratio of | median | 95 % interval | range | A/A interval | rounds | |",
             "|---|---|---|---|---|---|---|---|"]
    for title, pair, ratio, twin in rows:
        lines.append(f"| {title} | {pair} | **{ratio.median:.2f}** | {ratio.low:.2f} to {ratio.high:.2f} "
                     f"| {ratio.least:.2f} to {ratio.most:.2f} | {twin.low:.2f} to {twin.high:.2f} "
                     f"| {ratio.rounds} | {verdict(twin)} |")
    return "\n".join(lines) + "\n"
