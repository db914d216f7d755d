"""A room of the past, read from tables on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.errors import InputError
from roomlab.events import Agent, AgentRemoved, Channel, Event, Message, RoomEvent
from roomlab.log import EdgeColumns, Entry, EventLog, last_rows
from roomlab.sources._csv_table import Problem, Reading
from roomlab.sources._past_tables import OURS, Order, Records, Ties, read_agents, read_events, read_messages, read_ties
from roomlab.sources.base import SourceState, SourceStatus

__all__ = ["HistoricalSource"]

_FILE = list(Channel).index(Channel.FILE)
_NO_ORDER = Order(np.empty(0, np.int64), None)


class HistoricalSource:
    """A room that is over: everything is in its log from the start.

    Parameters
    ----------
    log : EventLog
        What happened.
    title : str
        What the room is, for a heading.
    clock : Clock
        Tells since when the source is in its state.
    problems : sequence of Problem
        The rows of the files that were left out.
    """

    def __init__(
        self, log: EventLog, title: str, clock: Clock = SYSTEM_CLOCK, problems: Sequence[Problem] = ()
    ) -> None:
        self.problems = tuple(problems)
        """The rows of the files that were left out."""
        self._log = log
        self._title = title
        self._clock = clock
        self._status = SourceStatus(SourceState.COMPLETE, since=clock.now())

    @classmethod
    def from_csv(
        cls,
        *,
        edges: str | os.PathLike[str] | None = None,
        messages: str | os.PathLike[str] | None = None,
        events: str | os.PathLike[str] | None = None,
        agents: str | os.PathLike[str] | None = None,
        reading: Reading = OURS,
        clock: Clock = SYSTEM_CLOCK,
    ) -> HistoricalSource:
        """Read tables: those that an export wrote, or any that have the columns that are needed.

        Rows are ordered by `seq` when each table has it, and then keep their numbers; else by time, rows of the same
        time as they stand in the file, ties before messages before events. Times without an offset are UTC. Who is
        named in ties or messages only is an agent as well, called by its id; in a chat without `agent_id` the sender
        is the agent.

        Parameters
        ----------
        edges : path, optional
            Changes of ties, as in history.csv: timestamp, source (or from), target (or to), sympathy in [-1, 1]. In a
            table with a column `previous`, an empty sympathy is the end of the tie. edges.csv can be read too: it has
            the same ties, but tells of their last change only.
        messages : path, optional
            timestamp, sender, text; also id, agent_id, agent_response.
        events : path, optional
            timestamp, description; also id, event_type, agent_ids (a JSON list).
        agents : path, optional
            id; also name, mood, mood_level, avatar, character. Whom the numbered tables of an export name, but neither
            this table nor a tie that still is, has left the room.
        reading : Reading
            What is other than in our own files.
        clock : Clock
            Where a room without any time gets one.

        Returns
        -------
        HistoricalSource
            Complete.

        Raises
        ------
        InputError
            No file was given, or one is wrong; it names the file and the line.
        """
        files = [file for file in (edges, messages, events, agents) if file is not None]
        if not files:
            raise InputError("no file was given; expected at least one of edges, messages, events, agents")
        past = _Past()
        if agents is not None:
            past.roster, past.problems = read_agents(agents, reading)
        if edges is not None:
            past.ties = read_ties(edges, reading)
        if messages is not None:
            past.messages = read_messages(messages, {agent.name: agent.id for agent in past.roster or ()}, reading)
        if events is not None:
            past.events = read_events(events, reading)
        title = ", ".join(os.path.basename(os.fspath(file)) for file in files)
        problems = [*past.problems, *past.ties.problems, *past.messages.problems, *past.events.problems]
        return cls(past.to_log(clock), title, clock, problems)

    @property
    def log(self) -> EventLog:
        """What happened."""
        return self._log

    @property
    def title(self) -> str:
        """The names of the files. Untrusted text."""
        return self._title

    @property
    def status(self) -> SourceStatus:
        """Complete, until it is closed."""
        return self._status

    def close(self) -> None:
        """Do nothing more than say so: the files were closed when they were read."""
        if self._status.state is not SourceState.CLOSED:
            self._status = SourceStatus(SourceState.CLOSED, since=self._clock.now())


class _Past:
    """Tables that were read, on their way to one log."""

    def __init__(self) -> None:
        self.roster: list[Agent] | None = None
        self.problems: list[Problem] = []
        self.ties = Ties(_NO_ORDER, np.empty(0, np.int32), np.empty(0, np.float64), [], [])
        self.messages: Records[Message] = Records(_NO_ORDER, [], [])
        self.events: Records[RoomEvent] = Records(_NO_ORDER, [], [])

    def to_log(self, clock: Clock) -> EventLog:
        """Return a log of everything, in one order."""
        agents = self._agents()
        orders = [self.ties.order, self.messages.order, self.events.order]
        numbers = _number_rows(orders, reserved=len(agents))
        edges = self._edges(numbers[0])
        taken, when = np.concatenate(numbers), np.concatenate([order.when for order in orders])
        start, end = (int(when.min()), int(when.max())) if when.size else (clock.now(),) * 2
        # Everybody is there before the first row, so that they come in the order of the roster.
        before = int(taken.min(initial=len(agents) + 1)) - len(agents)

        def entry(seq: int, received: int, event: Event) -> Entry:
            return Entry(int(seq), int(received), Channel.FILE, event)

        entries = [entry(seq, start, agent) for seq, agent in enumerate(agents, before)]
        entries.extend(map(entry, numbers[1], self.messages.order.when, self.messages.rows))
        entries.extend(map(entry, numbers[2], self.events.order.when, self.events.rows))
        left = enumerate(self._left(edges), int(taken.max(initial=0)) + 1)
        entries.extend(entry(seq, end, AgentRemoved(agent_id)) for seq, agent_id in left)
        log = EventLog(clock)
        log.restore(entries, edges, self.ties.pairs)
        return log

    def _agents(self) -> list[Agent]:
        """Return the roster, and after it those whom only ties or messages name."""
        known = {agent.id: agent for agent in self.roster or ()}
        names = {end: end for pair in self.ties.pairs for end in pair}
        names.update(
            (message.agent_id, message.sender) for message in self.messages.rows if message.agent_id is not None
        )
        return [*known.values(), *(Agent(each, name) for each, name in names.items() if each not in known)]

    def _edges(self, numbers: NDArray[np.int64]) -> EdgeColumns:
        order = np.argsort(numbers, kind="stable")
        ties = self.ties
        channel = np.full(len(order), _FILE, np.uint8)
        return EdgeColumns(numbers[order], ties.order.when[order], ties.pair[order], ties.sympathy[order], channel)

    def _left(self, edges: EdgeColumns) -> list[str]:
        """Return whom an export of a room names in ties and messages, but neither in its roster nor in a living tie."""
        if self.roster is None:
            return []
        last = last_rows(edges.pair, np.arange(len(edges.pair)), len(self.ties.pairs))
        ended = np.isnan(edges.sympathy[last]) if self.ties.order.seq is not None else np.zeros(len(last), bool)
        staying = {agent.id for agent in self.roster}
        gone: set[str] = set()
        for pair, is_over in zip(self.ties.pairs, ended.tolist(), strict=True):
            (gone if is_over else staying).update(pair)
        speakers = [message.agent_id for message in self.messages.rows if message.agent_id is not None]
        (staying if self.messages.order.seq is None else gone).update(speakers)
        return sorted(gone - staying)


def _number_rows(orders: Sequence[Order], reserved: int) -> list[NDArray[np.int64]]:
    """Return a number for each row of each table: its own if all have one, else by time from `reserved` + 1 on."""
    filled = [order for order in orders if len(order.when)]
    given = [order.seq for order in filled if order.seq is not None]
    if filled and len(given) == len(filled):
        seqs = np.sort(np.concatenate(given))
        if seqs[0] >= 1 and (seqs[1:] > seqs[:-1]).all():
            return [order.when if order.seq is None else order.seq for order in orders]
    times, places = zip(*map(_times_in_order, orders), strict=True)
    tables = np.repeat(np.arange(len(orders)), [len(time) for time in times])
    merged = np.lexsort((np.concatenate(places), tables, np.concatenate(times)))
    numbers = np.empty(len(merged), np.int64)
    numbers[merged] = np.arange(len(merged)) + reserved + 1
    return np.split(numbers, np.cumsum([len(time) for time in times])[:-1])


def _times_in_order(order: Order) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a time by which each row of a table can be merged with others, and its place in the table.

    A table with numbers keeps its order even where its times go back: a row counts as not before the one before it.
    """
    rows = np.argsort(order.when if order.seq is None else order.seq, kind="stable")
    times, places = np.empty((2, len(rows)), np.int64)
    times[rows] = np.maximum.accumulate(order.when[rows])
    places[rows] = np.arange(len(rows))
    return times, places
