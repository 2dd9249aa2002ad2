"""Run every benchmark anew, one after the other, into ``benchmarks`` and the documents.

    python scripts/benchmark_all.py [NAME ...]      names of files in benchmarks, without .json

To be run on a machine that does nothing else; it takes most of an hour. One that fails does not
stop the others; the exit code is 1 then.
"""

import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.figures.documents import SCRIPTS
from scripts.measure import ROOT, show

COMMANDS = {**SCRIPTS, "baseline": "benchmark_short.py --out benchmarks/baseline.json"}


def main(argv: Sequence[str]) -> int:
    """Run all, or those that are named; return 1 where one fails."""
    unknown = set(argv) - set(COMMANDS)
    if unknown:
        print(f"{__doc__}\nKnown: {', '.join(COMMANDS)}.")
        return 0 if unknown <= {"-h", "--help"} else 2
    rows = [["benchmark", "seconds", ""]]
    for name in argv or COMMANDS:
        script, *options = shlex.split(COMMANDS[name])
        print(f"\n== {name}: {COMMANDS[name]}", flush=True)
        began = time.perf_counter()
        command = [sys.executable, str(ROOT / "scripts" / script), *options]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        seconds = f"{time.perf_counter() - began:.0f}"
        rows.append([name, seconds, "" if code == 0 else f"FAILED ({code})"])
    print()
    show(rows)
    return 1 if any(row[2] for row in rows[1:]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
