"""What all benchmarks share: honest times, peak memory, the machine, JSON, a table."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]

Run = Callable[[], object]


@dataclass(frozen=True)
class Sample:
    """Seconds for one call: median and minimum over ``rounds`` of ``loops`` calls each.

    ``times`` has the seconds of each round, so that two runs can be compared by their spread.
    """

    median: float
    minimum: float
    loops: int
    rounds: int
    times: tuple[float, ...] = ()


def sample(run: Run, rounds: int = 7, at_least: float = 0.05, at_most: float = 20.0) -> Sample:
    """Time a call: every round repeats it until the round lasts ``at_least`` seconds.

    The first call, which warms caches and imports, is not counted. A call that is so long that
    the rounds together would take more than ``at_most`` seconds gets fewer rounds, at least one.
    """
    once = _seconds(run, 1)
    loops = 1
    while once * loops < at_least:
        loops *= 2
        once = _seconds(run, loops) / loops
    affordable = max(1, min(rounds, int(at_most / (once * loops))))
    times = [_seconds(run, loops) / loops for _ in range(affordable)]
    return Sample(statistics.median(times), min(times), loops, affordable, tuple(times))


def _seconds(run: Run, loops: int) -> float:
    began = time.perf_counter()
    for _ in range(loops):
        run()
    return time.perf_counter() - began


def calibrate() -> Sample:
    """Time `fixed_work`: times of different machines are compared as multiples of it."""
    return sample(fixed_work)


def fixed_work() -> float:
    """Do the same work on every machine, one half in plain Python and one half in numpy.

    Changing it makes all recorded figures incomparable.
    """
    counts: dict[int, float] = {}
    for i in range(20_000):
        key = i * 7919 % 257
        counts[key] = counts.get(key, 0.0) + i**0.5
    text = ",".join(map(repr, counts.values()))
    numbers = np.sin(np.arange(60_000.0))
    numbers.sort()
    forms = numbers.reshape(-1, 50, 2)
    turned = forms @ np.linalg.svd(np.swapaxes(forms, 1, 2) @ forms)[0]
    return sum(map(float, text.split(","))) + float(np.einsum("npk,npk->", turned, turned))


def peak_while(run: Run) -> int | None:
    """Bytes by which the memory of this process rose at its highest during a call.

    To be called in a process that has done nothing but make its input. None where the system
    has no resettable high-water mark (it is Linux that has one).
    """
    mark = Path("/proc/self/clear_refs")
    if not mark.exists():
        return None
    mark.write_text("5")  # sets the high-water mark to what is in use now
    before = _status("VmRSS")
    run()
    return max(0, _status("VmHWM") - before)


def peak_memory() -> int:
    """Bytes that this process has held at its highest."""
    if Path("/proc/self/status").exists():
        return _status("VmHWM")
    import psutil

    return int(psutil.Process().memory_info().rss)  # what it holds now: the rest is not told


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(name)).split()[1])


def in_child(script: Path, *arguments: str) -> str:
    """Run a script of ours in a fresh process and return what it printed."""
    run = subprocess.run(
        [sys.executable, str(script), *arguments], capture_output=True, text=True, check=True
    )
    return run.stdout


def machine() -> dict[str, Any]:
    """Say on what machine and with which versions the figures were made."""
    names = ("numpy", "scipy", "peewee", "PyQt5", "statsmodels", "scikit-learn")
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in names},
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "calibration": asdict(calibrate()),
    }


def write(path: Path, results: Mapping[str, Any]) -> None:
    """Write results with the machine they were made on; those of the project go into its docs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine(), **results}, indent=1, default=asdict)
    path.write_text(f"{text}\n", "utf-8")
    print(f"written: {path}")
    if path.resolve().parent == ROOT / "benchmarks":
        from scripts.write_figures import update

        for page in update():
            print(f"written: {page}")


def show(rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table, the first being the header and the first column on the left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        first, *rest = (
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *rest]).rstrip())


def milliseconds(seconds: float) -> str:
    """Write a time with three digits."""
    return f"{seconds * 1000:.3g} ms"


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return "unknown"  # no git, or no checkout


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
