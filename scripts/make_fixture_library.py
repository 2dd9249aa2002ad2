"""Write a small library of the present version, so that later versions are tested against it.

    python scripts/make_fixture_library.py [--out DIR]

It is made once for each version of the schema and never again: that a program of its time has
written it is the point. Beside it lies ``expected.json``, what the library must be read as.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv: Sequence[str]) -> int:
    """Read the command line and write the library; returns the exit code."""
    from MdModel import SCHEMA_VERSION
    from scripts.fixture_content import make_library

    place = ROOT / "tests" / "fixtures" / f"library-v{SCHEMA_VERSION}"
    parser = argparse.ArgumentParser(description="Write a library for the tests of later versions.")
    parser.add_argument("--out", type=Path, default=place, metavar="DIR")
    out: Path = parser.parse_args(argv).out
    if out.exists():
        print(f"{out} is there and stays as it is: a fixture is made once", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        library, files = Path(name) / "library", Path(name) / "files"
        files.mkdir()
        expected = make_library(library, files)
        shutil.copytree(library, out, ignore=shutil.ignore_patterns("*.lock"))
    text = json.dumps(expected, indent=1, ensure_ascii=False)
    (out / "expected.json").write_text(f"{text}\n", "utf-8")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{size / 1e3:.1f} KB in {out}")
    return 0


if __name__ == "__main__":
    # Started as a program, Python looks for modules beside this file, not in the project.
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main(sys.argv[1:]))
