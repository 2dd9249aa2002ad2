"""Ask for the options; the dialog is made of what `components.workflow.options` declares."""

from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from components.ui.dialogs.button_box import button_box
from components.workflow.options import OPTIONS, Option, Options


class PreferencesDialog(QDialog):
    """All options with their groups. `answer` is what was chosen; nothing is kept here."""

    def __init__(self, options: Options, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Preferences"))
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Search"))
        self.words.setAccessibleName(self.tr("Search the options"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._filter)
        self._nothing = QLabel(self.tr("No option has these words."))
        self.rows = {option.key: OptionRow(option, options[option]) for option in OPTIONS}
        self._groups = self._make_groups()
        self._lay_out()
        self._filter("")

    def answer(self) -> dict[str, object]:
        """Return the values that were chosen, by the keys of their options."""
        return {key: row.value() for key, row in self.rows.items()}

    def _make_groups(self) -> dict[str, QLabel]:
        groups: dict[str, QLabel] = {}
        for option in OPTIONS:
            heading = QLabel(self.tr(option.group))
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            groups.setdefault(option.group, heading)
        return groups

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 8, 4)
        for group, heading in self._groups.items():
            column.addWidget(heading)
            for option in OPTIONS:
                if option.group == group:
                    column.addWidget(self.rows[option.key])
        column.addWidget(self._nothing)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("Options"))
        standard = QDialogButtonBox.Ok | QDialogButtonBox.Cancel | QDialogButtonBox.RestoreDefaults
        buttons = button_box(self, standard)
        self.restore: QAbstractButton = buttons.button(QDialogButtonBox.RestoreDefaults)
        self.restore.clicked.connect(self._restore)
        outside = QVBoxLayout(self)
        outside.addWidget(self.words)
        outside.addWidget(area, stretch=1)
        outside.addWidget(buttons)
        self.resize(520, 480)

    def _filter(self, text: str) -> None:
        """Show the options that have all words of the text, with the headings of their groups."""
        words = text.casefold().split()
        for option in OPTIONS:
            row = self.rows[option.key]
            row.setVisible(all(word in row.words for word in words))
        for group, heading in self._groups.items():
            rows = [self.rows[option.key] for option in OPTIONS if option.group == group]
            heading.setHidden(all(row.isHidden() for row in rows))
        self._nothing.setHidden(not all(row.isHidden() for row in self.rows.values()))

    def _restore(self) -> None:
        for option in OPTIONS:
            self.rows[option.key].set_value(option.default)


class OptionRow(QWidget):
    """One option: its title, an editor that allows its values only, and what it means."""

    def __init__(self, option: Option[Any], value: object) -> None:
        super().__init__()
        self._option = option
        title, tip = self.tr(option.title), self.tr(option.tip)
        names = [self.tr(name) for _, name in option.choices]
        self.words = " ".join([self.tr(option.group), title, tip, *names]).casefold()
        self.editor = self._make_editor()
        self.editor.setAccessibleDescription(tip)
        meaning = QLabel(tip)
        meaning.setWordWrap(True)
        meaning.setForegroundRole(QPalette.PlaceholderText)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 2, 0, 8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        if isinstance(self.editor, QCheckBox):
            grid.addWidget(self.editor, 0, 0, 1, 2)
        else:
            label = QLabel(title)
            label.setBuddy(self.editor)
            grid.addWidget(label, 0, 0)
            grid.addWidget(self.editor, 0, 1)
        grid.addWidget(meaning, 1, 0, 1, 2)
        self.set_value(value)

    def value(self) -> object:
        """Return what the editor shows."""
        if isinstance(self.editor, QCheckBox):
            return bool(self.editor.isChecked())
        if isinstance(self.editor, QComboBox):
            chosen: object = self.editor.currentData()
            return chosen
        return int(self.editor.value())

    def set_value(self, value: Any) -> None:  # noqa: ANN401  # of the type of the option
        """Have the editor show a value."""
        if isinstance(self.editor, QCheckBox):
            self.editor.setChecked(value)
        elif isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(self.editor.findData(value))
        else:
            self.editor.setValue(value)

    def _make_editor(self) -> QCheckBox | QComboBox | QSpinBox:
        option = self._option
        if isinstance(option.default, bool):
            return QCheckBox(self.tr(option.title))
        if option.choices:
            box = QComboBox()
            for value, name in option.choices:
                box.addItem(self.tr(name), value)
            return box
        spin = QSpinBox()
        least, most = option.span or (0, 999)
        spin.setRange(least, most)
        spin.setSuffix(f" {self.tr(option.unit)}".rstrip())
        return spin
