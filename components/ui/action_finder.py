"""The command palette: type a few letters of what you want to do, and press Return."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt
from PyQt5.QtGui import (
    QIcon,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QPixmap,
    QStandardItem,
    QStandardItemModel,
)
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QAction,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from components.ui.window_actions import plain_text

_ACTION = Qt.UserRole + 1
_KEYS = Qt.UserRole + 2
_ICON = 18  # pixels
_SHOWN = 14  # actions at a time
_MOVES = (Qt.Key_Up, Qt.Key_Down, Qt.Key_PageUp, Qt.Key_PageDown)


class ActionFinder(QDialog):
    """Lists the actions that have all the words typed; the rest of the window stays as it is.

    What cannot be done now is greyed. The chosen action runs after the list has closed.
    """

    def __init__(self, actions: Sequence[tuple[str, QAction]], parent: QWidget) -> None:
        super().__init__(parent, Qt.Popup)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Find an action"))
        self._actions = actions
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("What do you want to do?"))
        self.words.setAccessibleName(self.windowTitle())
        self.words.textChanged.connect(self._filter)
        self.words.installEventFilter(self)
        self.list = QListView()
        self._model = QStandardItemModel(self.list)
        self._tip = QLabel()
        room = QPixmap(_ICON, _ICON)
        room.fill(Qt.transparent)
        self._blank = QIcon(room)  # so that the texts of all actions stand in one line
        self._lay_out()
        self._filter("")
        self.list.setFixedHeight(_SHOWN * self.list.sizeHintForRow(0) + 2)

    def show_above(self, window: QWidget) -> None:
        """Open at the top of a window, in its middle."""
        self.resize(min(560, window.width() - 40), self.sizeHint().height())
        self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, 60)))
        self.words.setFocus()
        self.open()

    def _lay_out(self) -> None:
        self.list.setModel(self._model)
        self.list.setItemDelegate(_ActionDelegate(self.list))
        self.list.setFrameShape(QFrame.NoFrame)
        self.list.setIconSize(QSize(_ICON, _ICON))
        self.list.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.NoFocus)  # the keys go to the line of words
        self.list.setAccessibleName(self.tr("Actions"))
        self.list.clicked.connect(self._run)
        self.list.selectionModel().currentChanged.connect(self._tell)
        self._tip.setForegroundRole(QPalette.PlaceholderText)
        self._tip.setContentsMargins(6, 0, 6, 2)
        frame = QFrame()
        frame.setFrameShape(QFrame.StyledPanel)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(6)
        for widget in (self.words, self.list, self._tip):
            column.addWidget(widget)

    def _filter(self, text: str) -> None:
        self._model.clear()
        for menu, action in matching(self._actions, text):
            icon = self._blank if action.icon().isNull() else action.icon()
            item = QStandardItem(icon, f"{menu}: {plain_text(action.text())}")
            item.setData(action, _ACTION)
            item.setData(action.shortcut().toString(QKeySequence.NativeText), _KEYS)
            item.setToolTip(action.statusTip())
            item.setEnabled(action.isEnabled())
            self._model.appendRow(item)
        rows = range(self._model.rowCount())
        first = next((row for row in rows if self._model.item(row).isEnabled()), -1)
        self.list.setCurrentIndex(self._model.index(first, 0))
        self._tell(self.list.currentIndex())

    def _tell(self, index: QModelIndex) -> None:
        action = index.data(_ACTION)
        nothing = self.tr("No action has these words") if not self._model.rowCount() else ""
        self._tip.setText(action.statusTip() if action is not None else nothing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and choose work from the line of words."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.KeyPress:
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key_Return, Qt.Key_Enter):
                self._run(self.list.currentIndex())
                return True
        return bool(super().eventFilter(watched, event))

    def _run(self, index: QModelIndex) -> None:
        action = index.data(_ACTION)
        if action is not None and action.isEnabled():
            self.accept()
            action.trigger()


class _ActionDelegate(QStyledItemDelegate):
    """Writes the keys of an action at the right, in the colour of what is not the main thing."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().paint(painter, option, index)
        keys = index.data(_KEYS)
        if keys:
            chosen = bool(option.state & QStyle.State_Selected)
            role = QPalette.HighlightedText if chosen else QPalette.PlaceholderText
            painter.setPen(option.palette.color(role))
            room = option.rect.adjusted(0, 0, -10, 0)
            painter.drawText(room, Qt.AlignRight | Qt.AlignVCenter, keys)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), option.fontMetrics.height() + 12)


def matching(actions: Sequence[tuple[str, QAction]], text: str) -> list[tuple[str, QAction]]:
    """Return the actions with all words of ``text`` in menu, text or tip.

    Those come first whose text begins with the words, then those that have them in the text.
    """
    words = text.casefold().split()
    found = []
    for menu, action in actions:
        name = plain_text(action.text()).casefold()
        everything = f"{menu} {name} {action.statusTip()}".casefold()
        if all(word in everything for word in words):
            rank = 0 if name.startswith(" ".join(words)) else 2 - all(w in name for w in words)
            found.append((rank, menu, action))
    return [(menu, action) for _, menu, action in sorted(found, key=lambda one: one[0])]
