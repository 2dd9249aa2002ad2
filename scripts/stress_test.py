"""Put the library under stress and look whether it comes through.

    python scripts/stress_test.py --crash [--rounds 200] [--seed N]

A process opens a library, edits it and imports files at random, and says of each act when it is
done. At a random moment it is killed. Then the library must open, be whole, and hold everything
that was said to be done: the act in flight may be there or not, but not in part. The last line is
``acknowledged N, lost 0``; the exit code is 1 where something is lost or broken, and the library
is kept for a closer look.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str]) -> int:
    """Read the command line and run; return the exit code."""
    from scripts.stress import crash

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--crash", action="store_true", help="kill a process at work, many times")
    parser.add_argument("--rounds", type=int, default=200, metavar="N", help="how many times")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="other acts and moments")
    arguments = parser.parse_args(argv)
    return 0 if crash.run(arguments.rounds, arguments.seed) else 1


if __name__ == "__main__":
    # Started as a program, Python looks for modules beside this file, not in the project.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    raise SystemExit(main(sys.argv[1:]))
