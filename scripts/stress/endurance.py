"""Shift after shift on one library, within a limit of memory; what it comes to in the end."""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import numpy as np

from scripts.measure import ROOT, peak_memory, show, write
from scripts.stress.team import LARGE, Tally, Team, keep_one_heap

SHIFT = 10.0  # seconds, the looking at the end not counted
_WARM = 60.0  # seconds after which memory must be flat
_FLAT = 2e6  # bytes a minute


def run(minutes: float, limit: int, seed: int, out: Path | None = None) -> bool:
    """Work for so many minutes within so many megabytes; tell whether all went well."""
    _limit_memory(limit * 10**6)
    keep_one_heap()
    folder = Path(tempfile.mkdtemp(prefix="modan2-stress-"))
    team = Team(folder, seed)
    end, number = monotonic() + 60 * minutes, 0
    while not number or (monotonic() < end and not team.tally.lost):
        team.shift(number, min(SHIFT, 60 * minutes))
        number += 1
    slope = memory_slope(team.tally.memory)
    _print(team.tally, slope, limit)
    flat = slope is None or slope < _FLAT
    fine = not team.tally.errors and not team.tally.lost and flat
    write(
        out or ROOT / "out" / "stress.json",
        {"results": _figures(team.tally, slope, limit, minutes)},
    )
    if fine:
        shutil.rmtree(folder)
    else:
        print(f"see {folder}")
    if not flat:
        print("the memory grows")
    print(f"{len(team.tally.errors)} errors, {len(team.tally.lost)} lost")
    return fine


def _limit_memory(size: int) -> None:
    if sys.platform == "win32":
        print("This system sets no limit to the memory of a process.")
        return
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def memory_slope(memory: Sequence[tuple[float, int]], warm: float = _WARM) -> float | None:
    """Bytes a minute by which memory grows after the first minute: the median of all pairs' slopes.

    ``memory`` has seconds and bytes; None where there are fewer than three of them after that. The
    median (Theil 1950) is not moved by a few high values.
    """
    later = [(seconds, size) for seconds, size in memory if seconds >= warm]
    if len(later) < 3:
        return None
    slopes = [
        60 * (after[1] - before[1]) / (after[0] - before[0])
        for i, before in enumerate(later)
        for after in later[i + 1 :]
    ]
    return float(np.median(slopes))


def _print(tally: Tally, slope: float | None, limit: int) -> None:
    counts: Counter[str] = tally.done
    show([["done", "times"], *([label, str(times)] for label, times in sorted(counts.items()))])
    if tally.answered:
        answers = tally.answered.most_common(12)
        print("answered with a sentence:")
        print("\n".join(f"  {times} x {sentence}" for sentence, times in answers))
    for title, found in (("error", tally.errors), ("lost", tally.lost)):
        for text, times in Counter(found).most_common(12):
            print(f"{title}: {times} x {text}")
    sizes = ", ".join(f"{size / 1e6:.0f}" for _, size in tally.memory)
    print(f"memory after each shift, MB: {sizes}")
    blocks = ", ".join(f"{count / 1000:.0f}" for _, count in tally.blocks)
    print(f"blocks that Python holds then, thousands: {blocks}")
    print(f"highest {peak_memory() / 1e6:.0f} MB resident, limit {limit} MB of data")
    if slope is not None:
        print(f"slope of the memory after the first minute: {slope / 1e6:+.2f} MB a minute")


def _figures(tally: Tally, slope: float | None, limit: int, minutes: float) -> dict[str, object]:
    return {
        "minutes": minutes,
        "largest": LARGE,
        "done": dict(tally.done),
        "answered": sum(tally.answered.values()),
        "errors": len(tally.errors),
        "lost": len(tally.lost),
        "memory": tally.memory,
        "peak": peak_memory(),
        "limit": limit * 10**6,
        "slope": slope,
    }
