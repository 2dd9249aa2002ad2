"""Files in and out of the window, with real events: choices, OK, Cancel, drops, stopped tasks."""

from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QAction, QApplication, QComboBox, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import finished, forms, imported, trigger

from components.formats.registry import read
from components.store import objects
from components.store.datasets import Dataset, Scheme
from components.ui.dialogs.export_data import ExportDialog
from components.ui.dialogs.import_files import ImportDialog
from components.ui.main_window import MainWindow
from components.workflow import edits
from components.workflow.export_choices import PACKAGE, ExportChoices
from components.workflow.files_read import read_each
from components.workflow.import_choices import ImportChoices
from components.workflow.import_report import Finding

pytestmark = QUIET

ODD = "LM=3\n0 0\n4 0\n0 3\nID=alba_m_1\nLM=3\n0 0\n4 1\n0 3\nID=alba_f_2\nWORD=x\n"
SHORT = "LM=2\n0 0\n-9 -9\nID=brevis_f_3\n"


def odd(path: Path) -> Path:
    """Write three objects, of which the last has fewer landmarks."""
    path.write_text(ODD + SHORT)
    return path


def asked(qtbot: QtBot, window: MainWindow, *files: Path) -> ImportDialog:
    """Have files read, and return the dialog that opens then."""
    window.commands.ask_import(files)
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is not None, timeout=20_000)
    dialog: ImportDialog = window.findChild(ImportDialog)
    return dialog


def export_asked(qtbot: QtBot, window: MainWindow) -> ExportDialog:
    trigger(window, "export")
    qtbot.waitUntil(lambda: window.findChild(ExportDialog) is not None, timeout=20_000)
    dialog: ExportDialog = window.findChild(ExportDialog)
    return dialog


def choose(box: QComboBox, data: object) -> None:
    """Choose an entry by the keyboard's way: it becomes current and tells so."""
    assert box.isVisible()
    assert box.isEnabled()
    box.setCurrentIndex(box.findData(data))


def typed(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def press(qtbot: QtBot, dialog: ImportDialog | ExportDialog, which: int) -> None:
    qtbot.mouseClick(dialog.buttons.button(which), Qt.LeftButton)


def shown(dialog: ImportDialog, column: str) -> list[str]:
    """Texts of a column of the preview."""
    model = dialog.objects.model()
    titles = [one.title for one in model.columns]
    place = titles.index(column)
    return [model.index(row, place).data() for row in range(model.rowCount())]


def test_the_dialog_shows_what_was_read_and_stores_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = asked(qtbot, window, odd(tmp_path / "bees.tps"))
    assert "Format:\u00a0TPS" in dialog.summary.text()
    assert shown(dialog, "Landmarks") == ["3", "3", "2"]
    kinds = [one.problem for one in dialog.findings.findings]
    assert kinds == sorted(kinds, reverse=True)
    assert "brevis_f_3 (2, line 12)" in dialog.findings.sentence.text()
    dialog.findings.table.selectRow(len(kinds) - 1)
    assert dialog.findings.quote.text() == "WORD=x"
    dialog.add_findings([Finding("more", problem=True)])
    assert dialog.findings.quote.text() == "WORD=x"  # what is being read stays
    press(qtbot, dialog, QDialogButtonBox.Cancel)
    assert window.jobs.session.datasets() == ()
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def test_choices_are_seen_at_once_and_stored_on_ok(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = asked(qtbot, window, odd(tmp_path / "bees.tps"))
    typed(qtbot, dialog.form.name, "my bees")
    typed(qtbot, dialog.form.pattern, "species_sex_01")
    assert shown(dialog, "species") == ["alba", "alba", "brevis"]
    assert "species: alba, brevis" in dialog.form.parts.text()
    choose(dialog.form.unequal, "fill")
    typed(qtbot, dialog.form.codes, "-9 4x")
    assert "not a list of numbers" in dialog.problem.text
    assert not dialog.buttons.button(QDialogButtonBox.Ok).isEnabled()
    typed(qtbot, dialog.form.codes, "-9")
    assert shown(dialog, "Missing") == ["0", "0", "2"]
    assert dialog.buttons.button(QDialogButtonBox.Ok).text() == "Import 3 objects"
    finished(qtbot, window, lambda: press(qtbot, dialog, QDialogButtonBox.Ok))
    dataset = window.tree.current()
    assert isinstance(dataset, Dataset)
    assert (dataset.name, dataset.objects) == ("my bees", 3)
    table = objects.load_table(window.jobs.session.library, dataset.id)
    assert (table.missing, table.variables["sex"]) == (2, ("m", "f", "f"))
    trigger(window, "undo")
    qtbot.waitUntil(lambda: window.jobs.session.datasets() == ())


def test_a_dropped_table_and_a_bad_file_are_told_apart(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "facts.csv").write_text("specimen,site\nalba_m_1,York\n")
    (tmp_path / "letter.tps").write_text("Dear colleague")
    files = [odd(tmp_path / "bees.tps"), tmp_path / "facts.csv", tmp_path / "letter.tps"]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    where = (QPoint(9, 9), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(*where))
    QApplication.sendEvent(window, QDropEvent(*where))
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is not None)
    dialog = window.findChild(ImportDialog)
    assert dialog.form.table.text() == "facts.csv"
    assert shown(dialog, "site") == ["York", "", ""]
    assert "letter.tps" in dialog.findings.sentence.text()
    qtbot.mouseClick(dialog.form.skip, Qt.LeftButton, pos=QPoint(8, 8))
    assert "letter.tps is not a landmark file" in dialog.problem.text
    qtbot.mouseClick(dialog.form.skip, Qt.LeftButton, pos=QPoint(8, 8))
    finished(qtbot, window, lambda: press(qtbot, dialog, QDialogButtonBox.Ok))
    assert [d.objects for d in window.jobs.session.datasets()] == [3]


def test_objects_go_into_a_data_set_that_is_there(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    there = imported(qtbot, window, forms(tmp_path / "wings.tps"))
    dialog = asked(qtbot, window, odd(tmp_path / "bees.tps"))
    choose(dialog.form.where, "into")
    assert dialog.form.into.currentData() == there.id
    assert "not 6 landmarks like the objects of 'wings'" in dialog.problem.text
    press(qtbot, dialog, QDialogButtonBox.Cancel)
    dialog.deleteLater()
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is None)
    dialog = asked(qtbot, window, forms(tmp_path / "more.tps", 5))
    choose(dialog.form.where, "into")
    finished(qtbot, window, lambda: press(qtbot, dialog, QDialogButtonBox.Ok))
    assert [d.objects for d in window.jobs.session.datasets()] == [25]


def test_a_data_set_for_each_file(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    files = [forms(tmp_path / f"{name}.tps", 4) for name in "ab"]
    dialog = asked(qtbot, window, *files)
    choose(dialog.form.where, "each")
    assert shown(dialog, "Data set") == ["a"] * 4 + ["b"] * 4
    finished(qtbot, window, lambda: press(qtbot, dialog, QDialogButtonBox.Ok))
    assert [d.name for d in window.jobs.session.datasets()] == ["a", "b"]
    trigger(window, "undo")
    qtbot.waitUntil(lambda: window.jobs.session.datasets() == ())


def test_objects_that_do_not_fit_are_shown_all_the_same(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "deep.tps").write_text("LM3=1\n1 2 3\nID=deep\n")
    dialog = asked(qtbot, window, odd(tmp_path / "odd.tps"), tmp_path / "deep.tps")
    assert "a data set for each file" in dialog.problem.text
    assert shown(dialog, "Name") == ["alba_m_1", "alba_f_2", "brevis_f_3", "deep"]
    assert not dialog.buttons.button(QDialogButtonBox.Ok).isEnabled()
    choose(dialog.form.where, "each")
    assert dialog.buttons.button(QDialogButtonBox.Ok).isEnabled()
    press(qtbot, dialog, QDialogButtonBox.Cancel)


def test_a_table_of_variables_is_read_beside_the_dialog(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = asked(qtbot, window, odd(tmp_path / "bees.tps"))
    (tmp_path / "facts.csv").write_text("specimen,site\nalba_m_1,York\n")
    finished(qtbot, window, lambda: dialog.table_wanted.emit(tmp_path / "facts.csv"))
    assert shown(dialog, "site") == ["York", "", ""]
    finished(qtbot, window, lambda: dialog.table_wanted.emit(tmp_path / "none.csv"))
    assert "none.csv" in dialog.problem.text
    dialog.table_wanted.emit(tmp_path / "facts.csv")
    dialog.reject()  # what comes later finds no dialog
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def test_many_objects_are_previewed_at_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = asked(qtbot, window, forms(tmp_path / "many.tps", 3000))
    assert dialog.objects.model().rowCount() == 200
    assert dialog.tabs.tabText(0) == "First 200 of 3,000 objects"
    typed(qtbot, dialog.form.pattern, "what_number")
    assert "2000 of 2000 names" in dialog.form.parts.text()


def test_a_stopped_reading_opens_nothing(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    files = [forms(tmp_path / f"{i}.tps", 300, 20) for i in range(8)]
    window.commands.ask_import(files)
    task = window.tasks.running[-1]  # the one that has read the files may be ending still
    with qtbot.waitSignal(task.cancelled, timeout=20_000):
        task.cancel()
    assert window.findChild(ImportDialog) is None


def test_an_export_is_written_as_chosen(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    imported(qtbot, window, forms(tmp_path / "wings.tps"))
    qtbot.waitUntil(lambda: window.table.model().rowCount() == 20)
    window.table.select_rows([1, 3])
    dialog = export_asked(qtbot, window)
    assert "unit" not in dialog.losses.text()
    choose(dialog.format, "NTSYS")
    assert "does not keep the variables kind" in dialog.losses.text()
    choose(dialog.objects, "chosen")
    choose(dialog.coordinates, "superimposed")
    typed(qtbot, dialog.path, str(tmp_path / "out.nts"))
    finished(qtbot, window, lambda: press(qtbot, dialog, QDialogButtonBox.Ok))
    assert [one.name for one in read(tmp_path / "out.nts").specimens] == ["form_1", "form_3"]
    assert "2 objects written to" in window.bar.text
    assert "does not keep the variables" in window.bar.text


def test_the_export_proposes_a_place_and_replaces_only_when_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    imported(qtbot, window, forms(tmp_path / "wings.tps"))
    window.commands.files.folder = tmp_path
    dialog = export_asked(qtbot, window)
    assert dialog.path.text() == str(tmp_path / "wings.tps")
    assert "there already" in dialog.problem.text
    assert not dialog.buttons.button(QDialogButtonBox.Ok).isEnabled()
    qtbot.mouseClick(dialog.separate, Qt.LeftButton, pos=QPoint(8, 8))
    assert dialog.path.text() == str(tmp_path / "wings")
    assert dialog.problem.text == ""
    qtbot.mouseClick(dialog.separate, Qt.LeftButton, pos=QPoint(8, 8))
    choose(dialog.format, PACKAGE)
    assert dialog.path.text() == str(tmp_path / "wings.modan.zip")
    assert not dialog.coordinates.isEnabled()
    choose(dialog.format, "Slicer markups")
    assert "not in 3-D" in dialog.problem.text
    choose(dialog.format, "TPS")
    qtbot.mouseClick(dialog.overwrite, Qt.LeftButton, pos=QPoint(8, 8))
    before = (tmp_path / "wings.tps").read_bytes()
    finished(qtbot, window, lambda: press(qtbot, dialog, QDialogButtonBox.Ok))
    assert (tmp_path / "wings.tps").read_bytes() == before  # nothing was lost on the way


def test_a_package_is_exported_and_imported_without_a_question(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    imported(qtbot, window, forms(tmp_path / "wings.tps"))
    window.commands.files.folder = tmp_path
    dialog = export_asked(qtbot, window)
    choose(dialog.format, PACKAGE)
    finished(qtbot, window, lambda: press(qtbot, dialog, QDialogButtonBox.Ok))
    finished(qtbot, window, lambda: window.commands.ask_import([tmp_path / "wings.modan.zip"]))
    assert [d.objects for d in window.jobs.session.datasets()] == [20, 20]


def test_cancel_of_the_export_writes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    imported(qtbot, window, forms(tmp_path / "wings.tps"))
    dialog = export_asked(qtbot, window)
    typed(qtbot, dialog.path, str(tmp_path / "out.tps"))
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key_Escape)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    assert [path.name for path in tmp_path.glob("*.tps")] == ["wings.tps"]


@pytest.mark.parametrize("name", ["TPS", PACKAGE])
def test_a_stopped_export_leaves_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, name: str
) -> None:
    path = forms(tmp_path / "many.tps", 8000, 20)
    with qtbot.waitSignal(window.tasks.idle, timeout=20_000):
        window.jobs.store_files(read_each([path]), ImportChoices())
    dataset = window.tree.current()
    assert isinstance(dataset, Dataset)
    folder = tmp_path / "out"
    folder.mkdir()
    with qtbot.waitSignal(window.tasks.idle, timeout=20_000):
        window.jobs.export(dataset, ExportChoices(name), folder / "out")
        task = window.tasks.running[-1]
        with qtbot.waitSignal(task.cancelled, timeout=20_000):
            # on the worker, at once: it may have ended before the window hears of it
            task.progressed.connect(lambda *_: task.cancel(), Qt.DirectConnection)
    assert list(folder.iterdir()) == []


def test_an_empty_data_set_has_nothing_to_export(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    action = window.findChild(QAction, "export")
    assert not action.isEnabled()
    edits.create_dataset(window.jobs.session.history, "empty", Scheme(2))
    window.tree.select(Dataset, 1)
    assert not action.isEnabled()
    imported(qtbot, window, forms(tmp_path / "wings.tps"))
    assert action.isEnabled()


def test_a_fault_is_found_while_the_dialog_is_open(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = forms(tmp_path / "wings.tps", 20)
    twice = path.read_text()
    path.write_text(twice + twice[: twice.index("LM=", 5)].replace("form 0", "copy of it"))
    dialog = asked(qtbot, window, path)
    qtbot.waitUntil(lambda: bool(dialog.findings.findings))
    assert "all coordinates are those of form 0" in dialog.findings.sentence.text()
    with qtbot.waitSignal(dialog.finished):
        press(qtbot, dialog, QDialogButtonBox.Cancel)
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def test_closing_the_dialog_stops_the_check(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = asked(qtbot, window, forms(tmp_path / "many.tps", 3000, 20))
    task = window.tasks.running[-1]  # the one that has read the files may be ending still
    with qtbot.waitSignal(task.cancelled, timeout=20_000):
        press(qtbot, dialog, QDialogButtonBox.Cancel)
