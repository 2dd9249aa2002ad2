"""The command that analyses landmark files: in memory, out of core, or on a cluster."""

import argparse
import re
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from components.errors import Step, UserError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from components.workflow.analysing import Analysis, Request

_UNITS = {"": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "TB": 1000**4}


def add_analyze(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command to its parser."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="for the results")
    parser.add_argument("--variables", type=Path, metavar="CSV", help="covariates by specimen name")
    parser.add_argument("--group", metavar="VARIABLE", help="compare the groups of this variable")
    parser.add_argument("--method", choices=("procrustes", "bookstein"), default="procrustes")
    parser.add_argument(
        "--baseline",
        type=_landmark_numbers,
        default=(),
        metavar="1,2",
        help="landmarks of Bookstein's baseline, counted from 1 (three of them in 3-D)",
    )
    parser.add_argument(
        "--missing",
        choices=("tps", "regression", "mean", "leave out"),
        default="tps",
        help="how to estimate missing landmarks, or leave such objects out",
    )
    parser.add_argument(
        "--permutations",
        type=_count,
        default=0,
        metavar="N",
        help="test the distances between groups by shuffling the objects of each two of them",
    )
    parser.add_argument("--seed", type=int, default=0, help="for everything that is random")
    parser.add_argument(
        "--memory-limit",
        type=_memory_size,
        metavar="SIZE",
        help="such as 200MB or 2GB: work in files beside the results where more would be needed",
    )
    parser.add_argument(
        "--cluster",
        metavar="local:N|ADDRESS",
        help="share the work with N processes, or with the workers of a Dask scheduler",
    )
    parser.set_defaults(command=_analyze)


def _landmark_numbers(text: str) -> tuple[int, ...]:
    """Turn "1,5" into landmarks counted from 0."""
    try:
        numbers = tuple(int(part) - 1 for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of landmark numbers like 1,2")
    return numbers


def _count(text: str) -> int:
    """Turn "999" into a number that is not below 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of permutations like 999")
    return int(text)


def _memory_size(text: str) -> int:
    """Turn "200MB" into bytes."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]?B|)", text.strip().upper())
    size = int(float(found[1]) * _UNITS.get(found[2], 1)) if found else 0
    if not size:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 200MB or 2GB")
    return size


def _analyze(arguments: argparse.Namespace) -> int:
    from components.workflow import terminal
    from components.workflow.analysing import Request
    from components.workflow.cluster import workers
    from components.workflow.large_input import ARRAYS, memory_needed

    request = Request(
        group=arguments.group,
        method=arguments.method,
        missing=arguments.missing,
        baseline=arguments.baseline,
        seed=arguments.seed,
        permutations=arguments.permutations,
    )
    if request.permutations and not request.group:
        raise UserError("Permutations compare groups; say which with --group VARIABLE.")
    limit = arguments.memory_limit
    in_files = limit is not None and memory_needed(arguments.files) > limit
    in_files |= any(path.suffix == ARRAYS for path in arguments.files)
    run = _in_files if in_files else _in_memory
    place = workers(arguments.cluster) if arguments.cluster else nullcontext()
    with terminal.progress() as step, place as executor:
        analysis, notes = run(arguments, request, executor, step)
    terminal.show_analysis(analysis, notes)
    terminal.say(f"Report: {(arguments.out / 'report.html').resolve()}")
    return 0


def _in_memory(
    arguments: argparse.Namespace, request: "Request", executor: "Executor | None", step: Step
) -> "tuple[Analysis, list[str]]":
    from components.shape.table import table_of
    from components.workflow import analysing, importing, reporting

    incoming = importing.read_files(arguments.files, arguments.variables, step)
    table = table_of(incoming.specimens, incoming.scheme.landmark_names)
    analysis = analysing.run(request, table, step, executor=executor)
    notes = importing.all_notes(incoming, images=False)
    reporting.write(analysis, incoming.sources, arguments.out, notes, step)
    return analysis, notes


def _in_files(
    arguments: argparse.Namespace, request: "Request", executor: "Executor | None", step: Step
) -> "tuple[Analysis, list[str]]":
    """Analyse with coordinates, aligned shapes and scores in temporary files."""
    from components.workflow import analysing, large_report
    from components.workflow.large_input import read_large
    from components.workflow.scratch import room_on_disk

    if request.method != "procrustes":
        raise UserError(
            "Bookstein coordinates are computed in memory only; leave out --memory-limit, or use "
            "--method procrustes."
        )
    if request.permutations and arguments.memory_limit is not None:
        raise UserError(
            "Permutations are made in memory only; leave out --memory-limit or --permutations."
        )
    room = room_on_disk(arguments.out.absolute().parent)
    read = read_large(arguments.files, arguments.variables, request.group, room, step)
    _check_fits(read.table.coords.shape, arguments.memory_limit)
    analysis = analysing.run(request, read.table, step, room=room, executor=executor)
    large_report.write(analysis, read.sources, arguments.out, read.notes, step)
    return analysis, list(read.notes)


def _check_fits(shape: tuple[int, ...], limit: int | None) -> None:
    """Refuse what principal components cannot be found of: their matrix must be in memory."""
    objects, landmarks, axes = shape
    side = min(objects, landmarks * axes)
    needed = int(2.2 * 8 * side**2)
    if limit is not None and needed > limit:
        raise UserError(
            f"Principal components of {objects} objects with {landmarks * axes} coordinates need "
            f"{max(needed / 1e6, 1):.0f} MB of memory; raise --memory-limit."
        )
