"""Editors of cells: a line that takes what the column can hold, or a choice of true and false."""

from PyQt5.QtCore import QAbstractItemModel, QModelIndex, QRegularExpression, Qt, QTimer
from PyQt5.QtGui import QRegularExpressionValidator
from PyQt5.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from components.ui.column_model import PAD
from components.ui.column_table import PaddedDelegate
from components.ui.columns import Entry

_FRAME = 2  # pixels that Fusion takes for the edge of a line
_PATTERNS: dict[Entry, str] = {
    "number": r"\s*([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[nN][aA])?\s*",
    "place": r"\s*-?\d{1,9}\s*",
    "name": r".*\S.*",
}


class CellDelegate(PaddedDelegate):
    """Opens the editor that fits the column of a `components.ui.column_model.ColumnModel`."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        """Return an editor, empty yet."""
        column = index.model().columns[index.column()]
        if column.entry == "flag":
            editor = QComboBox(parent)
            editor.addItems(["", "true", "false"])
            editor.activated.connect(lambda _: self._close(editor))
            # after the view has placed it: a click on the cell is a click for the choice
            QTimer.singleShot(0, editor.showPopup)
        else:
            editor = QLineEdit(parent)
            inside = editor.fontMetrics().horizontalAdvance(PAD) - _FRAME
            editor.setTextMargins(inside, 0, inside, 0)  # so that the text stays in its place
            editor.setAlignment(Qt.Alignment(index.data(Qt.TextAlignmentRole)))
            if column.entry in _PATTERNS:
                allowed = QRegularExpression(_PATTERNS[column.entry])
                editor.setValidator(QRegularExpressionValidator(allowed, editor))
        editor.setAutoFillBackground(True)
        editor.setAccessibleName(column.title)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        """Show the value of the cell, unless the user is typing another one already."""
        text = index.data(Qt.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif not editor.isModified():
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex) -> None:
        """Hand over what was typed."""
        text = editor.currentText() if isinstance(editor, QComboBox) else editor.text()
        model.setData(index, text)

    def _close(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)
