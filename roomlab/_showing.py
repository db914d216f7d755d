"""How a room is shown: live views in a notebook, pictures for papers."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roomlab._moments import times_between
from roomlab.log import EventLog
from roomlab.sources.base import Source
from roomlab.state.tables import Tables
from roomlab.state.time import TimeIndex

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from roomlab.state.graph import SympathyGraph
    from roomlab.views.widgets.namespace import RoomViews

__all__ = ["Showing"]


class Showing:
    """A room that can be shown; the room itself says what is in it."""

    _source: Source
    _log: EventLog
    _tables: Tables
    _index: TimeIndex
    _views: RoomViews | None = None

    if TYPE_CHECKING:

        @property
        def title(self) -> str:
            """The name of the room."""

        @property
        def graph(self) -> SympathyGraph:
            """The room now."""

    @property
    def view(self) -> RoomViews:
        """The live view, for notebooks: ``room.view()`` shows everything, ``room.view.graph()`` and the like a part.

        The parts are ``dashboard``, ``graph``, ``matrix``, ``chat`` and ``timeline``; they are widgets, and compose.
        What they show follows the room while any cell computes, and never moves `graph`.
        """
        if self._views is None:
            from roomlab.views.widgets.namespace import RoomViews

            self._views = RoomViews(self._source, self._index, self._tables.roster, self)
        return self._views

    def animate(
        self,
        path: str | PathLike[str],
        *,
        start: object = None,
        end: object = None,
        seconds: float = 10.0,
        fps: int = 15,
        seed: int = 0,
    ) -> Path:
        """Write a span of the room's life as a film, with the look of `plot`.

        It takes its time in the calling thread (in a coroutine: ``await asyncio.to_thread(room.animate, path)``); the
        room and its views go on meanwhile.

        Parameters
        ----------
        path : path
            Ends with ``.mp4``, which needs the program ffmpeg, or ``.gif``.
        start, end : str, datetime, pandas.Timestamp, numpy.datetime64, int, Message, RoomEvent or Entry, optional
            Moments as for `at`; by default the first and the last change of a tie.
        seconds : float
            How long the film lasts.
        fps : int
            Pictures per second, 1 to 60.
        seed : int
            Of the layout.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InputError
            When a value is wrong, nothing has happened in the room, the file cannot be written, or ffmpeg is missing.
        MissingDependencyError
            When matplotlib is not installed.
        """
        from roomlab.views.animate import Film, animate

        first, last = times_between(self._log, self._index, start, end)
        return animate(Film(self._log, self._index, self.title, first, last), path, seconds=seconds, fps=fps, seed=seed)

    def _close_views(self) -> None:
        if self._views is not None:
            self._views.close()

    def plot(self, **options: Any) -> Axes:
        """Draw the graph as it is now with matplotlib.

        Parameters
        ----------
        **options
            As for `roomlab.views.plot.plot_graph`: ``ax``, ``layout``, ``seed``, ``title``, ``max_ties``.

        Returns
        -------
        matplotlib.axes.Axes
            What it was drawn on.

        Raises
        ------
        MissingDependencyError
            When matplotlib is not installed.
        InputError
            When `layout` lacks an agent, or `max_ties` is negative.
        """
        from roomlab.views.plot import plot_graph

        return plot_graph(self.graph, **{"title": self.title, **options})
