"""Write the sample data: wings with photographs and skulls with meshes, all of it simulated.

    python scripts/make_sample_data.py [--out DIR]

The same version of this program and of its libraries writes the same bytes every time (on
another kind of processor the last bit of a few pixels may differ).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv: Sequence[str]) -> int:
    """Read the command line and write the files; returns the exit code."""
    from scripts.sample_data import files, skulls, wings

    parser = argparse.ArgumentParser(description="Write the simulated sample data.")
    parser.add_argument("--out", type=Path, default=ROOT / "sample_data", metavar="DIR")
    folder: Path = parser.parse_args(argv).out
    all_wings, plan = wings.make_wings(), skulls.make_plan()
    all_skulls = skulls.make_skulls(plan)
    files.write_texts(folder, all_wings, all_skulls)
    files.write_meshes(folder, plan, all_skulls)
    files.write_photographs(folder, all_wings)
    written = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in written)
    print(f"{len(written)} files, {size / 1e6:.2f} MB in {folder}")
    return 0


if __name__ == "__main__":
    # Started as a program, Python looks for modules beside this file, not in the project.
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main(sys.argv[1:]))
