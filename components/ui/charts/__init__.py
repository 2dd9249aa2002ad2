"""Charts: what `components.scene` describes, drawn with pyqtgraph when the first one opens."""
