"""Axes that a notebook shows when they are the value of a cell. Imported only when matplotlib is there."""

from __future__ import annotations

import io

from matplotlib.axes import Axes

__all__ = ["ShownAxes"]


class ShownAxes(Axes):
    """Axes of a figure that pyplot does not know, and that would otherwise show as a line of text."""

    def _repr_png_(self) -> bytes:
        figure = self.get_figure(root=True)
        assert figure is not None
        picture = io.BytesIO()
        figure.savefig(picture, format="png")
        return picture.getvalue()
