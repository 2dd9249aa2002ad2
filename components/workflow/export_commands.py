"""The commands that write files: convert, and export out of a library."""

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.errors import Step, UserError, listing, part_of
from components.workflow.file_commands import PATIENCE, Commands

if TYPE_CHECKING:
    from components.workflow.export_choices import ExportChoices
    from components.workflow.exporting import Written


def add_export_commands(add: Commands) -> None:
    """Add the commands to a parser; ``add`` is the ``add_parser`` of its sub-commands."""
    convert = add(
        "convert",
        help="write landmark files in another format",
        description="Write the objects of landmark files, or of a data set of a package or a "
        "library, in another format, which the ending of OUT tells. What the format cannot hold is "
        "named.",
    )
    convert.add_argument("files", nargs="+", type=Path, metavar="IN")
    convert.add_argument("--variables", type=Path, metavar="CSV", help="covariates by name")
    convert.add_argument(
        "--dataset", default="", metavar="NAME", help="of a package or library that has several"
    )
    convert.set_defaults(command=_convert)
    export = add(
        "export",
        help="write a data set of a library to a file",
        description="Write a data set to a file in any format, or with everything that belongs to "
        "it, and the data sets below it, to a package (OUT ends in .modan.zip).",
    )
    export.add_argument("dataset", metavar="DATASET", help="by name or number")
    export.add_argument("--library", type=Path, required=True, metavar="DIR")
    export.add_argument(
        "--filter", default="", metavar="TEXT", help="only such objects: sex = f and missing = 0"
    )
    export.set_defaults(command=_export)
    for parser in (convert, export):
        _add_choices(parser)


def _add_choices(parser: argparse.ArgumentParser) -> None:
    def option(*names: str, **more: Any) -> None:  # noqa: ANN401  # those of argparse
        parser.add_argument(*names, **more)

    option("out", type=Path, metavar="OUT", help="a file, or a folder for one file each")
    option("--format", default="", metavar="NAME", help="where the ending of OUT does not tell")
    option("--separate", action="store_true", help="write each object to a file of its own")
    option("--superimposed", action="store_true", help="write Procrustes coordinates")
    option("--apply-scale", action="store_true", help="write units instead of pixels")
    option("--missing", type=float, metavar="CODE", help="a number for missing landmarks")
    option("--only", metavar="A,B", help="the variables to write; default: all")
    option("--overwrite", action="store_true", help="replace files that are there")


def _convert(arguments: argparse.Namespace) -> int:
    from components.workflow import exporting, importing, packaging, terminal
    from components.workflow.export_choices import PACKAGE
    from components.workflow.files_read import read_each
    from components.workflow.import_choices import ImportChoices

    if packaging.are_whole(arguments.files):
        return _convert_whole(arguments)
    if arguments.dataset:
        raise UserError("--dataset is for packages and libraries; leave it out.")
    choices = _choices(arguments)
    with terminal.progress() as step:
        read = read_each(arguments.files, arguments.variables, part_of(step, 0, 2))
        (incoming,) = importing.arrange(read, ImportChoices())
        if choices.format == PACKAGE:
            written = _packed(incoming, choices, arguments.out, part_of(step, 1, 2))
        else:
            reading = importing.as_reading(incoming)
            written = exporting.write(reading, choices, arguments.out, part_of(step, 1, 2))
    _say(written)
    return 0


def _convert_whole(arguments: argparse.Namespace) -> int:
    from components.workflow import exporting, terminal
    from components.workflow.export_choices import PACKAGE
    from components.workflow.whole_input import dataset_to_convert, opened_whole

    if arguments.variables:
        raise UserError("--variables is for files of landmarks; leave it out.")
    if len(arguments.files) > 1:
        raise UserError("One package or library is converted at a time; leave out the others.")
    choices = _choices(arguments)
    package = choices.format == PACKAGE
    with (
        terminal.progress() as step,
        opened_whole(arguments.files[0], media=package, step=part_of(step, 0, 2)) as found,
    ):
        library, notes = found
        dataset = dataset_to_convert(library, arguments.dataset, below=package)
        written = exporting.export(library, dataset.id, choices, arguments.out, part_of(step, 1, 2))
    for note in notes:
        terminal.say(f"Note: {note}")
    _say(written)
    return 0


def _packed(incoming: Any, choices: "ExportChoices", out: Path, step: Step) -> "Written":  # noqa: ANN401  # imported late
    """Write a package by way of a library that lives no longer than that."""
    from components.store.library import Library
    from components.workflow import exporting, importing

    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "library") as library:
        number = importing.store(library, incoming, incoming.name)
        return exporting.export(library, number, choices, out, step)


def _export(arguments: argparse.Namespace) -> int:
    from dataclasses import replace

    from components.store.library import Library
    from components.workflow import exporting, subsets, terminal
    from components.workflow.import_choices import dataset_named

    choices = _choices(arguments)
    with (
        terminal.progress() as step,
        Library(arguments.library, create=False, wait=PATIENCE) as library,
    ):
        dataset = dataset_named(library, arguments.dataset)
        if arguments.filter:
            chosen = tuple(subsets.chosen(library, dataset.id, arguments.filter))
            choices = replace(choices, objects=chosen)
        written = exporting.export(library, dataset.id, choices, arguments.out, step)
    _say(written)
    return 0


def _choices(arguments: argparse.Namespace) -> "ExportChoices":
    from components.workflow import packaging
    from components.workflow.export_choices import (
        PACKAGE,
        ExportChoices,
        format_named,
        format_of_suffix,
    )

    if arguments.format:
        name = format_named(arguments.format).name
    elif arguments.out.name.lower().endswith(packaging.SUFFIX):
        name = PACKAGE
    else:
        name = format_of_suffix(arguments.out.name).name
    only = None if arguments.only is None else tuple(filter(None, arguments.only.split(",")))
    return ExportChoices(
        format=name,
        superimposed=arguments.superimposed,
        apply_scale=arguments.apply_scale,
        missing=arguments.missing,
        variables=only,
        separate=arguments.separate,
        overwrite=arguments.overwrite,
    )


def _say(written: "Written") -> None:
    from components.workflow import terminal
    from components.workflow.import_report import count_of

    for sentence in written.sentences:
        terminal.say(f"Note: {sentence}")
    names = listing([str(path) for path in written.paths], 3)
    terminal.say(f"{count_of(written.objects)} written to {names}")
