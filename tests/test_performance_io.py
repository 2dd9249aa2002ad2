"""Files in and out: the customer's target, and how times grow.

The limits are wide; scripts/benchmark_io.py measures the goals.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from laws_of_growth import DOUBLING, specimens, store, times_longer

from components.formats import tps
from components.formats.reading import Format, Reading
from components.formats.registry import FORMATS, read
from components.store.library import Library
from components.workflow import exporting, importing
from components.workflow.export_choices import PACKAGE, WRITABLE, ExportChoices

pytestmark = pytest.mark.performance

EXPORT = 10.0  # seconds for 500 objects: the customer's target; 0.02 to 0.2 on an idle machine
READ = 1.0  # seconds for 1000 objects; 0.03
IMPORT = 3.0  # seconds for 1000 objects, until they are in the library; 0.1
COUNT, LANDMARKS = 500, 50


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@pytest.mark.parametrize("form", [*(form.name for form in WRITABLE), PACKAGE])
def test_five_hundred_objects_are_exported_in_time(
    library: Library, form: str, tmp_path: Path
) -> None:
    axes = 2 if form in ("iBUG points", "DeepLabCut", "IMP") else 3
    number = store(library, specimens(COUNT, LANDMARKS, axes))
    path = tmp_path / "out"
    act = partial(exporting.export, library, number, ExportChoices(form), path)
    assert seconds(act) < EXPORT
    assert path.exists()


def test_a_file_is_read_and_imported_in_time(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "forms.tps"
    path.write_text(tps.write(Reading("", tuple(specimens(1000, LANDMARKS, 2)))))
    assert seconds(partial(read, path)) < READ
    assert seconds(lambda: importing.store(library, importing.read_files([path]), "forms")) < IMPORT


@pytest.mark.parametrize("form", [f for f in FORMATS if not f.single], ids=lambda form: form.name)
def test_twice_the_objects_take_about_twice_the_time(form: Format, tmp_path: Path) -> None:
    axes = 2 if form.name in ("DeepLabCut", "IMP") else 3
    works: list[Callable[[], object]] = []
    for count in (150, 300):
        given = Reading("", tuple(specimens(count, 20, axes)))
        assert form.write is not None
        text = form.write(given)
        works += [partial(form.write, given), partial(form.parse, text, f"forms{form.suffixes[0]}")]
    written, parsed, written_twice, parsed_twice = works
    assert times_longer(written, written_twice, DOUBLING) <= DOUBLING
    assert times_longer(parsed, parsed_twice, DOUBLING) <= DOUBLING
