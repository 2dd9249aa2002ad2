"""Scatter plots as SVG for reports and papers. Matplotlib is imported only when one is drawn."""

import io
from typing import Any

from components.scene.scatter import Scatter

_MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "star": "*"}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text, so that a journal can edit it
    "svg.hashsalt": "modan2",  # the same data give the same bytes
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def scatter_svg(drawing: Scatter) -> str:
    """Draw a scatter plot as an SVG document of 160 x 120 mm."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.3, 4.7), layout="constrained")
        axes = figure.add_subplot()
        axes.axhline(0, color="#cccccc", linewidth=0.8, zorder=0)
        axes.axvline(0, color="#cccccc", linewidth=0.8, zorder=0)
        for series in drawing.series:
            axes.scatter(
                drawing.x[series.rows],
                drawing.y[series.rows],
                s=24,
                c=series.colour,
                marker=_MARKERS[series.symbol],
                label=series.label,
                linewidths=0,
                alpha=0.85,
            )
        axes.set_aspect("equal", adjustable="datalim")  # distances mean the same both ways
        axes.set(title=drawing.title, xlabel=drawing.x_label, ylabel=drawing.y_label)
        if len(drawing.series) > 1:
            # beside the plot: inside it would hide points
            figure.legend(loc="outside right upper", frameon=False)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()
