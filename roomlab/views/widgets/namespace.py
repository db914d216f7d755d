"""What `room.view` is: views that can be called by their names."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from roomlab._clock import SYSTEM_CLOCK
from roomlab.errors import MissingDependencyError
from roomlab.events import Agent
from roomlab.sources.base import Source, SourceStatus
from roomlab.state.time import TimeIndex
from roomlab.views.widgets._options import check_options

if TYPE_CHECKING:
    from roomlab.views.widgets._stage import Stage, View

__all__ = ["RoomViews"]


class RoomViews:
    """The live views of a room, for notebooks: call it, or name a part.

    Each call makes a widget; the last line of a cell shows it, and widgets of ipywidgets compose it. All views of a
    room have one selection, one moment and one pause.

    Every view takes ``height`` (pixels, 80 to 4,000; no less than its parts need), ``language`` (``"auto"``,
    ``"en"``, ``"ru"``), ``theme`` (``"auto"``, ``"light"``, ``"dark"``), ``size`` (``"auto"``, ``"projector"``).
    Graph, matrix and dashboard also take ``threshold`` (0 to 1: ties whose sympathy is nearer to 0 are left out),
    ``signs`` (``"all"``, ``"positive"``, ``"negative"``), ``ego`` (only the ties of the selected); graph and
    dashboard ``seed`` of the layout and ``positions`` (agents to (x, y)); the dashboard ``drawing`` (``"graph"`` or
    ``"matrix"``).

    Parameters
    ----------
    source : Source
        Where the room comes from.
    index : TimeIndex
        Of the room's log.
    agents : callable
        Returns the agents of the room by id.
    room : object
        Held weakly: when it is collected, its views stand still.
    """

    def __init__(
        self, source: Source, index: TimeIndex, agents: Callable[[], Mapping[str, Agent]], room: object
    ) -> None:
        self._source = source
        self._index = index
        self._agents = agents
        self._room = weakref.ref(room)
        self._stage: Stage | None = None
        self._goodbye: weakref.finalize[Any, Any] | None = None
        self._closed = False

    def __call__(self, **options: Any) -> View:
        """Show the room: graph or matrix, chat, timeline, profile. The same as `dashboard`.

        Parameters
        ----------
        **options
            See the class.

        Returns
        -------
        View
            A widget; ``selected``, ``moment`` and ``paused`` can be set and observed.

        Raises
        ------
        InputError
            When an option is wrong.
        MissingDependencyError
            When anywidget is not installed.
        """
        return self._make("dashboard", options)

    def dashboard(self, **options: Any) -> View:
        """Show everything in one layout; see `__call__`."""
        return self._make("dashboard", options)

    def graph(self, **options: Any) -> View:
        """Show agents and ties as a graph; see `__call__`."""
        return self._make("graph", options)

    def matrix(self, **options: Any) -> View:
        """Show ties as a matrix, rows and columns ordered by faction; see `__call__`."""
        return self._make("matrix", options)

    def chat(self, **options: Any) -> View:
        """Show messages and events; see `__call__`."""
        return self._make("chat", options)

    def timeline(self, **options: Any) -> View:
        """Show sympathy and activity over time, with the scrubber; see `__call__`."""
        return self._make("timeline", options)

    def close(self, *, wait: bool = True) -> None:
        """Let the views stand still with the last picture; what they ask of the past is still answered."""
        self._closed = True
        if self._stage is not None and self._stage.feed is not None:
            self._stage.feed.close(wait=wait)
            if wait and self._stage.pictures is not None:
                self._stage.pictures.finish()

    def _make(self, kind: str, options: Mapping[str, Any]) -> View:
        checked = check_options(kind, options, self._agents)
        try:
            from roomlab.views.widgets._stage import View
        except ImportError as error:
            raise MissingDependencyError(
                (error.name or "anywidget").split(".")[0], "notebook", "the live view"
            ) from None
        return View(self._open_stage(), kind, checked)

    def _open_stage(self) -> Stage:
        from roomlab.views.widgets._feed import ViewFeed
        from roomlab.views.widgets._pictures import Pictures
        from roomlab.views.widgets._stage import Stage

        if self._stage is None or self._stage.comm is None:
            source, stage = self._source, Stage()

            def describe() -> tuple[str, SourceStatus]:
                return source.title, source.status

            stage.pictures = Pictures(source.log, describe, SYSTEM_CLOCK)
            stage.feed = ViewFeed(source.log, self._index, describe, stage.tell, stage.pictures.consider)
            room = self._room()
            if self._goodbye is not None:
                self._goodbye.detach()  # it would keep the stage before this one as long as the room lives
            if room is not None:
                self._goodbye = weakref.finalize(room, stage.feed.close, wait=False)
                self._goodbye.atexit = False
            if self._closed:
                stage.feed.close(wait=False)
            self._stage = stage
        return self._stage
