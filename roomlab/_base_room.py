"""What every room can show of its source, its log and its state, and the checks behind the verbs of `roomlab.room`."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from os import PathLike
from typing import TYPE_CHECKING

from roomlab import _values
from roomlab._exporting import Exporting
from roomlab._lifetime import close_with, while_idle
from roomlab._moments import cut_at, cuts_between
from roomlab._showing import Showing
from roomlab._spans import Span, difference, series, span
from roomlab.errors import ReadOnlyRoomError, RoomClosedError, RoomlabError
from roomlab.events import Message, RoomEvent
from roomlab.log import EventLog
from roomlab.sources.base import Source, SourceStatus, WritableSource
from roomlab.state.graph import GraphFold
from roomlab.state.tables import Tables
from roomlab.state.time import TimeIndex
from roomlab.views.repr import Glance, html_table, one_line

if TYPE_CHECKING:
    import pandas as pd

    from roomlab.proof import Certificate
    from roomlab.recording.recorder import Recorder
    from roomlab.sources._playback import Playback
    from roomlab.state.graph import SympathyGraph

__all__ = ["BaseRoom"]


class BaseRoom(Showing, Exporting):
    """What every room has, live or of the past: its graph, its tables, its files and pictures.

    Parameters
    ----------
    source : Source
        Where the room comes from. The room owns it from now on, and closes it.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._log = source.log
        self._tables = Tables(source.log)
        self._index = TimeIndex(source.log)
        self._folds = threading.local()
        self._recorders: list[Recorder] = []
        self._closed = False
        self._forget = close_with(self, source)
        while_idle(self, BaseRoom._advance_held_graph)

    # -- what the room is

    @property
    def title(self) -> str:
        """The name of the room and where it comes from. Whoever named the room chose the text: do not trust it."""
        return self._source.title

    @property
    def log(self) -> EventLog:
        """Everything that happened in the room, in the order in which it was learned."""
        return self._log

    @property
    def status(self) -> SourceStatus:
        """How the source of the room is now: its state, the gaps so far, the last error."""
        return self._source.status

    def __repr__(self) -> str:
        return one_line(self._glance())

    def _repr_html_(self) -> str:
        return html_table(self._glance())

    # -- state

    @property
    def graph(self) -> SympathyGraph:
        """The room now: one ``networkx.DiGraph`` for the life of the room, which moves only when you look.

        Nodes are agent ids with `name` and, where known, `mood`, `mood_level`, `avatar`, `character`. Edges are ties
        with `sympathy` (-1 to 1), `updated_at` (datetime, UTC) and `updates` (how often the tie was set since it
        began).

        Reading this property brings the graph up to date; so do `wait`, and an idle notebook. While your code loops
        over it, it stands still. Attributes that you add stay; to add or remove nodes and edges, work on
        ``room.graph.copy()``. Another thread that reads this gets a graph of its own, which moves when that thread
        looks.
        """
        fold: GraphFold | None = getattr(self._folds, "fold", None)
        if fold is None:
            fold = self._folds.fold = GraphFold(self._log)
        return fold.advance()

    def at(self, when: object) -> SympathyGraph:
        """Return the graph as it was at one moment, as a new object.

        Parameters
        ----------
        when : str, datetime, pandas.Timestamp, numpy.datetime64, int, Message, RoomEvent or Entry
            The moment: a time, the number of an entry (`seq` in the tables), or what was said or happened. A string is
            ISO 8601. Without a time zone it is taken in UTC, the zone of all tables of the room.

        Returns
        -------
        networkx.DiGraph
            With the attributes of `graph`; empty for a moment before anything was known.

        Raises
        ------
        InputError
            When `when` is not a moment.
        """
        return self._index.graph(cut_at(self._log, when))

    def between(self, start: object, end: object) -> Span:
        """Return what happened after one moment, up to another and with it.

        Parameters
        ----------
        start, end : str, datetime, pandas.Timestamp, numpy.datetime64, int, Message, RoomEvent or Entry
            Moments as for `at`.

        Returns
        -------
        Span
            ``messages``, ``events`` and ``history``, each with the rows that lie in the span.

        Raises
        ------
        InputError
            When one is not a moment, or the end is before the start.
        """
        return span(self._tables, *cuts_between(self._log, start, end))

    def diff(self, start: object, end: object) -> pd.DataFrame:
        """Return the ties that differ between two moments.

        Parameters
        ----------
        start, end : str, datetime, pandas.Timestamp, numpy.datetime64, int, Message, RoomEvent or Entry
            Moments as for `at`.

        Returns
        -------
        pandas.DataFrame
            One row per tie: source, target, before, after (sympathy, NaN where there was no tie), change.

        Raises
        ------
        InputError
            When one is not a moment, or the end is before the start.
        """
        return difference(self._log, self._index, *cuts_between(self._log, start, end))

    def series(self, every: object = None) -> pd.DataFrame:
        """Return how the ties went over time, as a tidy frame: timestamp, source, target, sympathy.

        Parameters
        ----------
        every : str, pandas.Timedelta or timedelta, optional
            With it, as in ``every="1min"``, one row per tie that there was and step of a regular clock, with the value
            that held then; without it, one row per change (NaN where the tie ended).

        Raises
        ------
        InputError
            When `every` is no span of time, or too short for memory.
        """
        return series(self._log, self._index, every)

    def verify(self) -> Certificate:
        """Say whether the observation is complete so far, and if not, name each hole and what was recovered of it.

        Returns
        -------
        Certificate
            True in a condition when nothing is missing. A room that was simulated or read from files is complete by
            construction, and says so.
        """
        from roomlab.proof import certify

        return certify(self._log, getattr(self._source, "integrity", None), getattr(self._source, "numbers", None))

    @property
    def playback(self) -> Playback:
        """Moves in a replayed room: ``pause()``, ``play()``, ``step()``, ``seek(…)``, ``speed``, ``position``.

        Raises
        ------
        ReadOnlyRoomError
            When the room is not a replayed one.
        """
        playback: Playback | None = getattr(self._source, "playback", None)
        if playback is None:
            raise ReadOnlyRoomError("only a replayed room can be paused and wound; see roomlab.replay")
        return playback

    @property
    def messages(self) -> pd.DataFrame:
        """The chat, one row per message: seq, timestamp, id, sender, agent_id, text, agent_response."""
        return self._tables.messages()

    @property
    def events(self) -> pd.DataFrame:
        """What happened beside the chat, one row per event: seq, timestamp, id, event_type, agent_ids, description."""
        return self._tables.events()

    @property
    def edges(self) -> pd.DataFrame:
        """The ties there are now, one row per tie: source, target, sympathy, updated_at, updates."""
        return self._tables.edges()

    @property
    def history(self) -> pd.DataFrame:
        """Every change of every tie, one row per change: seq, timestamp, source, target, sympathy, previous.

        `sympathy` is NaN where the tie ended; `previous` is NaN for the first change of a tie.
        """
        return self._tables.history()

    @property
    def agents(self) -> pd.DataFrame:
        """The agents in the room, one row per agent: id, name, mood, mood_level, avatar, character."""
        return self._tables.agents()

    @property
    def gaps(self) -> pd.DataFrame:
        """The times without connection, one row each: seq, opened_at, closed_at, channel, reason, complete.

        `closed_at` is NaT while a gap is open; `complete` says whether all that was missed has been found since.
        """
        return self._tables.gaps()

    @property
    def problems(self) -> pd.DataFrame:
        """The rows of files that were left out of the room, one row each: file, line, problem; see `from_csv`."""
        import pandas as pd

        rows = getattr(self._source, "problems", ())
        return pd.DataFrame(list(rows), columns=["file", "line", "problem"])

    # -- files and pictures

    def record(
        self, path: str | PathLike[str], *, max_bytes: float | None = None, max_seconds: float | None = None
    ) -> Recorder:
        """Record the room to a file, from what is known of it already to all that comes, until it is closed.

        Parameters
        ----------
        path : path
            Best with the ending ``.roomlog.jsonl``, or ``.roomlog.jsonl.zst`` to have it compressed. The file must not
            be there yet.
        max_bytes, max_seconds : float, optional
            From which size or age on the recording goes on in another file beside the first: ``friday.roomlog.jsonl``,
            then ``friday.2.roomlog.jsonl`` and so on. `roomlab.replay` takes the first.

        Returns
        -------
        Recorder
            ``close()`` ends the recording before the room; ``flush()`` waits until all is in the file; ``error`` says
            why it has stopped if it did.

        Raises
        ------
        InputError
            When the file is there already or cannot be made.
        RoomClosedError
            When the room is closed.
        """
        if self._closed:
            raise RoomClosedError("the room is closed; open it again, and record it then")
        from roomlab.recording.recorder import Recorder

        origin = getattr(self._source, "origin", None)
        recorder = Recorder(
            self._log, path, title=self.title, origin=origin, max_bytes=max_bytes, max_seconds=max_seconds
        )
        self._recorders.append(recorder)
        close_with(self, recorder)
        return recorder

    # -- for the verbs

    def _close_all(self) -> None:
        """Close the source and then the recordings and views, which hold its last word."""
        self._source.close()
        for recorder in self._recorders:
            recorder.close()
        self._close_views()

    def _glance(self) -> Glance:
        status = self.status
        return Glance(
            kind=type(self).__name__,
            title=self.title,
            state=str(status.state),
            error=status.error,
            counts=self._tables.counts(),
            gaps=status.gaps,
            open_gaps=status.open_gaps,
        )

    def _advance_held_graph(self) -> None:
        fold: GraphFold | None = getattr(self._folds, "fold", None)
        if fold is not None:  # else nobody in this thread has asked for a graph yet
            fold.advance()

    def _refuse_own_thread(self) -> None:
        on_thread = getattr(self._source, "on_thread", None)
        if on_thread is not None and on_thread():
            raise RoomlabError(
                "this was called on the room's own network thread, which would wait for itself for ever; "
                "call it from another thread"
            )

    def _writable(self) -> WritableSource:
        if self._closed:
            raise RoomClosedError("the room is closed; open it again with roomlab.connect")
        if not isinstance(self._source, WritableSource):
            raise ReadOnlyRoomError("this room is of the past and cannot be written to; connect to a live one")
        return self._source

    def _send(self, text: str, sender: str, to: str | int | None) -> Future[Message]:
        source = self._writable()
        _values.text_value(text, "the text of a message")
        _values.text_value(sender, "the sender of a message")
        agent = None if to is None else _values.agent_id(to, self._tables.roster())
        return source.send(text, sender=sender, to=agent)

    def _set_sympathy(self, source: str | int, target: str | int, sympathy: float) -> Future[None]:
        writable = self._writable()
        tie = _values.tie(source, target, sympathy, self._tables.roster())
        return writable.set_sympathy(tie.source, tie.target, tie.sympathy)

    def _set_sympathies(self, ties: Iterable[tuple[str | int, str | int, float]]) -> Future[None]:
        writable = self._writable()
        return writable.set_sympathies(_values.ties(ties, self._tables.roster()))

    def _post_event(self, description: str, agents: Sequence[str | int], event_type: str) -> Future[RoomEvent]:
        source = self._writable()
        _values.text_value(description, "the description of an event")
        _values.text_value(event_type, "the type of an event")
        ids = _values.agent_ids(agents, self._tables.roster())
        return source.post_event(description, agents=ids, event_type=event_type)
