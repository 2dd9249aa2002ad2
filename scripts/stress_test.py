"""Put the library under stress and look whether it comes through.

    python scripts/stress_test.py --minutes 5 [--memory MB] [--seed N]
    python scripts/stress_test.py --crash [--rounds 200] [--seed N]

``--minutes``: a user edits, undoes and redoes as fast as the library allows, on data sets of 5000
objects and of 250 landmarks among smaller ones, while tasks import, analyse and export, and
another program reads and tries to write. The system limits the memory of the process, what it
reserves and never touches (200 MB of stacks and buffers) included. Every ten seconds the library
is closed, checked and compared with what it must hold. The last line is ``N errors, N lost``.

``--crash``: a process opens a library, edits it and imports files at random, and says of each act
when it is done. At a random moment it is killed. Then the library must open, be whole, and hold
everything that was said to be done: the act in flight may be there or not, but not in part. The
last line is ``acknowledged N, lost 0``.

The exit code is 1 where something is lost or broken, and the library is kept for a closer look.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

# Started as a program, Python looks for modules beside this file, not in the project.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main(argv: Sequence[str]) -> int:
    """Read the command line and run; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--minutes", type=float, metavar="N", help="everything at once, so long")
    mode.add_argument("--crash", action="store_true", help="kill a process at work, many times")
    parser.add_argument("--memory", type=int, default=800, metavar="MB", help="for --minutes")
    parser.add_argument("--rounds", type=int, default=200, metavar="N", help="for --crash")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="other acts and moments")
    parser.add_argument("--out", type=Path, help="write the figures of --minutes there")
    arguments = parser.parse_args(argv)
    if arguments.crash:
        from scripts.stress import crash

        return 0 if crash.run(arguments.rounds, arguments.seed) else 1
    from scripts.stress import endurance

    fine = endurance.run(arguments.minutes, arguments.memory, arguments.seed, arguments.out)
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
