"""What is known of one object, or of several: a picture and facts."""

from collections.abc import Sequence
from html import escape

import numpy as np
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from components.scene.configuration import Configuration, configuration
from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray, Specimen
from components.shape.systems import Y_DOWN
from components.shape.table import text_of
from components.store.datasets import Scheme
from components.ui.notes import Note
from components.ui.palette import quiet
from components.ui.thumbnails import Thumbnail
from components.ui.viewers.configuration_view import ConfigurationView
from components.workflow.summaries import Summary

Facts = Sequence[tuple[str, str]]

_MOST = 60  # facts on show: nobody reads hundreds of variables here
_NUMBERS = 8  # of missing landmarks that are named


class ObjectDetails(QWidget):
    """Shows one object, a summary of several, or what to do to see one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ConfigurationView()
        self.title, self.text, self._facts = QLabel(), QLabel(), QLabel()
        for label in (self.title, self.text, self._facts):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextSelectableByMouse)
        for label in (self.title, self.text):
            label.setTextFormat(Qt.PlainText)
        self._facts.setTextFormat(Qt.RichText)
        self._facts.setAlignment(Qt.AlignTop)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.problem = Note()
        self._shown: Facts = ()
        self._lay_out()

    @property
    def facts(self) -> dict[str, str]:
        """The facts on show, by their names."""
        return dict(self._shown)

    def show_object(self, specimen: Specimen, scheme: Scheme) -> None:
        """Show one object, drawn by its landmarks; `show_photograph` may follow."""
        self._say(specimen.name, specimen.comment, self._facts_of(specimen))
        self.view.show_configuration(drawing_of(specimen, scheme))
        self.view.show()

    def show_photograph(
        self, specimen: Specimen, scheme: Scheme, photograph: Thumbnail | None
    ) -> None:
        """Put the photograph below the landmarks of the object on show, or say it is not there."""
        if photograph is None:
            self.problem.say(self.tr("The photograph is not there, or cannot be read."))
        else:
            drawing = drawing_of(specimen, scheme, photograph.size.height())
            self.view.show_configuration(drawing, photograph.image, photograph.size)

    def show_summary(self, found: Summary) -> None:
        """Show several objects in a few numbers."""
        facts = [(self.tr("Objects"), f"{found.objects:,}")]
        if found.incomplete:
            facts.append((self.tr("With missing landmarks"), f"{found.incomplete:,}"))
        size = self.tr("Mean centroid size")
        if found.unit is None and found.sized:
            facts.append((size, self.tr("in different units")))
        elif found.sized:
            facts.append((size, f"{found.mean:.5g} {found.unit}".rstrip()))
            if found.sized > 1:
                facts.append((self.tr("Standard deviation"), f"{found.deviation:.5g}"))
                spread = self.tr("{least} to {largest}")
                least, largest = f"{found.least:.5g}", f"{found.largest:.5g}"
                facts.append((self.tr("Range"), spread.format(least=least, largest=largest)))
        count = self.tr("{n} objects selected").format(n=f"{found.objects:,}")
        self._say(count, "", facts)
        self.view.hide()

    def show_nothing(self, text: str) -> None:
        """Show no object, and say why."""
        self._say("", "", ())
        self.view.say(text)
        self.view.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self._write_facts()

    def _say(self, title: str, text: str, facts: Facts) -> None:
        self.title.setText(title)
        self.text.setText(text)
        for label in (self.title, self.text):
            label.setVisible(bool(label.text()))
        self.problem.say("")
        self._shown = facts
        self._write_facts()

    def _write_facts(self) -> None:
        colour = quiet(self.palette()).name()
        rows = "".join(
            f'<tr><td style="color: {colour}; padding-right: 12px">{escape(name)}</td>'
            f"<td>{escape(value)}</td></tr>"
            for name, value in self._shown
        )
        self._facts.setText(f"<table cellspacing='3'>{rows}</table>" if rows else "")

    def _facts_of(self, specimen: Specimen) -> Facts:
        landmarks = specimen.landmarks
        count = str(len(landmarks))
        if specimen.missing:
            numbers = (np.flatnonzero(np.isnan(landmarks).any(axis=1)) + 1).tolist()
            listed = ", ".join(map(str, numbers[:_NUMBERS]))
            listed += ", …" if len(numbers) > _NUMBERS else ""
            missing = self.tr("{n} ({missing} missing: {numbers})")
            count = missing.format(n=count, missing=specimen.missing, numbers=listed)
        facts = [(self.tr("Landmarks"), count)]
        if len(landmarks):
            facts.append((self.tr("Centroid size"), self._size(specimen)))
        scale = self.tr("unknown")
        if specimen.scale is not None:
            unit = specimen.unit or self.tr("units")
            scale = self.tr("{scale} {unit} per pixel").format(
                scale=f"{specimen.scale:.6g}", unit=unit
            )
        facts.append((self.tr("Scale"), scale))
        curves = len(specimen.curves) + len(specimen.outlines)
        if curves:
            facts.append((self.tr("Curves"), str(curves)))
        for name, value in specimen.variables.items():
            text = str(value).lower() if isinstance(value, bool) else text_of(value)
            facts.append((name, text))
        return facts[:_MOST]

    def _size(self, specimen: Specimen) -> str:
        (size,) = centroid_sizes(specimen.landmarks[None]).tolist()
        if np.isnan(size):
            return str(self.tr("none: a landmark is missing"))
        if specimen.scale is None:
            return f"{size:.6g}"
        return f"{size * specimen.scale:.6g} {specimen.unit}".rstrip()

    def _lay_out(self) -> None:
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(10, 8, 10, 8)
        for widget in (self.title, self.text, self.problem, self._facts):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(words)
        scroll.setAccessibleName(self.tr("Facts about what is selected"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.NoFrame)
        scroll.setBackgroundRole(QPalette.Base)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.view, stretch=1)
        whole.addWidget(scroll, stretch=1)


def drawing_of(
    specimen: Specimen, scheme: Scheme, image_height: float | None = None
) -> Configuration:
    """Describe the drawing of an object with what its data set draws between landmarks."""
    closed = [np.vstack([outline, outline[:1]]) for outline in specimen.outlines]
    return configuration(
        specimen.landmarks,
        curves=[*specimen.curves, *closed, *_runs(specimen.landmarks, scheme)],
        wireframe=scheme.wireframe,
        polygons=scheme.polygons,
        y_down=scheme.system == Y_DOWN,
        image_height=image_height,
    )


def _runs(landmarks: FloatArray, scheme: Scheme) -> list[FloatArray]:
    """Return the curves that are whole runs of landmarks; two are only ends of a traced one."""
    paths = [list(curve.path) for curve in scheme.curves if len(curve.landmarks) > 2]
    runs = [landmarks[path] for path in paths if max(path) < len(landmarks)]
    return [run for run in runs if not np.isnan(run).any()]
