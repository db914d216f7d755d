"""Reads a recording back into what a log is made of."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from itertools import count
from os import PathLike
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from roomlab import _numbered, _wire
from roomlab._json import decode_json
from roomlab.errors import InputError
from roomlab.events import Channel, EdgeUpdate, Event, TieBatch
from roomlab.log import EdgeColumns, Entry
from roomlab.recording._compression import unpacked
from roomlab.recording._format import (
    ENTRY,
    LINE_LIMIT,
    SEAL,
    Header,
    check_moment,
    known_events,
    part_path,
    read_event,
    read_header,
    read_ties,
)

__all__ = ["Integrity", "Recording", "WireText", "read_recording"]

CHUNK_BYTES = 2**20
_CODE = {channel.encode(): code for code, channel in enumerate(Channel)}
_CHANNELS = tuple(Channel)


class Integrity(NamedTuple):
    """How whole the file of a recording is.

    `lines`: how many were read. `sealed`: how many of these a seal covers. `seal`: the last one, or "". `torn`: what is
    wrong with the end, as after a killed process, in a sentence without a full stop; "" when nothing is. `ended`:
    whether the recording was closed, so that nothing can be missing at its end.
    """

    lines: int
    sealed: int
    seal: str
    torn: str
    ended: bool = False


class WireText(NamedTuple):
    """A text as it came over the wire, the number of its entry, when it arrived, and on which stream.

    With `mirrored` it is the entry after it as well: the same of the reverse tie.
    """

    seq: int
    received: int
    channel: Channel
    text: bytes
    mirrored: bool = False


class Recording(NamedTuple):
    """What is in a recording: its header, everything but ties, the changes of ties, and how whole the file is.

    `pairs` are the (source, target) that ``edges.pair`` counts; `texts` is empty unless it was asked for.
    """

    header: Header
    entries: list[Entry]
    edges: EdgeColumns
    pairs: list[tuple[str, str]]
    integrity: Integrity
    texts: list[WireText]


def read_recording(path: str | PathLike[str], *, texts: bool = False) -> Recording:
    """Read a recording whole, with all its parts, checking each line and each seal.

    Parameters
    ----------
    path : path
        The file; of several, the first.
    texts : bool
        Whether to give the wire texts as well.

    Returns
    -------
    Recording
        What can be read; an end that is torn off is told in `Recording.integrity`.

    Raises
    ------
    InputError
        When it cannot be opened, or a line is wrong; the error names it.
    """
    first = Path(path)
    reader, part = _Reader(keep_texts=texts), 1
    while True:
        file = part_path(first, part)
        try:
            with open(file, "rb") as packed, unpacked(packed, str(file)) as lines:
                continues = reader.read(lines, str(file), part)
        except FileNotFoundError as problem:
            if part == 1:
                raise _unreadable(file, problem) from None
            return reader.finished(f"the part {file.name} is not there")
        except OSError as problem:
            raise _unreadable(file, problem) from None
        if not continues:
            return reader.finished()
        part += 1


def _unreadable(file: Path, problem: OSError) -> InputError:
    return InputError(f"it cannot be read ({problem.strerror}); check the path", file=str(file))


class _Burst(NamedTuple):
    """Wire texts that are still to come: so many lines, and what the line before them said of them."""

    left: int
    seq: int
    received: int
    channel: int
    mirrored: bool


class _Reader:
    """What was read so far, and what the next line must be."""

    def __init__(self, *, keep_texts: bool) -> None:
        self._texts: list[WireText] | None = [] if keep_texts else None
        self._header: Header | None = None
        self._last: int | None = None
        self._entries: list[Entry] = []
        self._numbers = _Numbers()
        self._seqs, self._times, self._pairs = array("q"), array("q"), array("i")
        self._sympathies, self._channels = array("d"), bytearray()
        self._lines = 0  # of the parts before
        self._unsealed_before = 0
        self._seal = ""
        self._torn = ""
        self._begin_part(1)

    def _begin_part(self, part: int) -> None:
        self._part = part
        self._hash = hashlib.sha256()
        self._unsealed: list[bytes] = []
        self._burst: _Burst | None = None
        self._has_header = False
        self._closing = ""  # "end" or "continues" after the last line

    def read(self, file: BinaryIO, name: str, part: int) -> bool:
        """Read one part; return whether another one follows."""
        self._begin_part(part)
        line = 0
        for lines in _chunks(file):
            if not lines[-1].endswith(b"\n"):
                self._torn = f"line {line + len(lines)} is torn off after {len(lines.pop()):,} bytes"
            place = 0
            while place < len(lines):
                try:
                    place += self._take(lines, place)
                except _WrongLineError as wrong:
                    raise InputError(str(wrong), file=name, line=line + place + wrong.offset + 1) from None
            line += len(lines)
        if not self._has_header and part == 1:
            raise InputError("there is no whole line in it; it is no recording, or was never begun", file=name)
        if self._burst is not None and not self._torn:
            self._torn = f"after line {line} there should be {self._burst.left} more of the same burst"
        self._lines += line
        self._unsealed_before += len(self._unsealed)
        return self._closing == "continues"

    def finished(self, missing: str = "") -> Recording:
        """Return everything; `missing` says what is not there."""
        assert self._header is not None
        edges = EdgeColumns(
            np.frombuffer(self._seqs, np.int64) if self._seqs else np.empty(0, np.int64),
            np.frombuffer(self._times, np.int64) if self._times else np.empty(0, np.int64),
            np.frombuffer(self._pairs, np.int32) if self._pairs else np.empty(0, np.int32),
            np.frombuffer(self._sympathies) if self._sympathies else np.empty(0),
            np.frombuffer(self._channels, np.uint8),
        )
        sealed = self._lines - self._unsealed_before
        integrity = Integrity(self._lines, sealed, self._seal, missing or self._torn, self._closing == "end")
        return Recording(self._header, self._entries, edges, list(self._numbers), integrity, self._texts or [])

    # -- one line, or the lines of one burst; each returns how many it took

    def _take(self, lines: list[bytes], place: int) -> int:
        line = lines[place]
        if self._burst is not None:
            return self._take_burst(self._burst, lines[place : place + self._burst.left])
        self._unsealed.append(line)
        if self._closing:
            raise _WrongLineError("there is a line after the end of the recording; it was added later")
        if len(line) > LINE_LIMIT:
            raise _WrongLineError(f"the line has {len(line):,} bytes; expected at most {LINE_LIMIT:,}")
        if not self._has_header:
            self._take_header(line)
            return 1
        entry = ENTRY.fullmatch(line)
        if entry is not None:
            self._take_entry(*entry.groups())
            return 1
        seal = SEAL.fullmatch(line)
        if seal is None:
            raise _WrongLineError("this is no line of a recording; it was changed after it was written")
        self._take_seal(seal[1].decode())
        self._closing = "" if seal[2] is None else seal[2].decode()
        return 1

    def _take_header(self, line: bytes) -> None:
        try:
            header = read_header(line)
        except ValueError as problem:
            raise _WrongLineError(str(problem)) from None
        if header.part != self._part and self._part == 1:
            raise _WrongLineError(f"this is part {header.part} of a recording; open its first part")
        if header.part != self._part or (self._part > 1 and header.previous != self._seal):
            raise _WrongLineError("this is not the part that follows the one before")
        self._header = self._header or header
        self._has_header = True

    def _take_seal(self, seal: str) -> None:
        line = self._unsealed.pop()
        self._hash.update(b"".join(self._unsealed))
        if self._hash.hexdigest() != seal:
            before = len(self._unsealed)
            raise _WrongLineError(
                f"the seal does not match: one of the {before} lines before it was changed after it was written"
            )
        self._hash.update(line)
        self._unsealed.clear()
        self._seal = seal

    def _take_entry(self, seq_: bytes, received_: bytes, channel_: bytes, form: bytes, value: bytes) -> None:
        seq, received, channel = int(seq_), int(received_), _CODE.get(channel_)
        if channel is None:
            raise _WrongLineError(f"the channel {channel_.decode()!r} is not known")
        try:
            check_moment(received)
            if form in (b"frames", b"mirrored"):
                size = int(value) if value.isdigit() and len(value) < 10 else 0
                if not size:
                    raise ValueError("it does not say how many lines the burst has")
                self._burst = _Burst(size, seq, received, channel, form == b"mirrored")
                self._number(seq, 0)
            elif form == b"frame":
                self._take_texts([value], seq, received, channel, mirrored=False)
            elif form == b"entries":
                self._add_numbered(value, seq, received, channel)
            elif form == b"text":
                self._take_texts([_text(value)], seq, received, channel, mirrored=False)
            elif form == b"ties":
                self._add_columns(*read_ties(value, received), seq, channel)
            else:
                self._number(seq, 1)
                self._entries.append(Entry(seq, received, _CHANNELS[channel], read_event(value)))
        except ValueError as problem:
            raise _WrongLineError(str(problem)) from None

    def _take_burst(self, burst: _Burst, lines: list[bytes]) -> int:
        size = len(lines)
        self._unsealed += lines
        try:
            self._take_texts(lines, burst.seq, burst.received, burst.channel, mirrored=burst.mirrored)
        except ValueError as problem:
            raise _WrongLineError(str(problem.args[0]), problem.args[1] if len(problem.args) > 1 else 0) from None
        step = 2 * size if burst.mirrored else size
        self._burst = burst._replace(left=burst.left - size, seq=burst.seq + step) if size < burst.left else None
        return size

    # -- what the lines say

    def _take_texts(self, texts: list[bytes], seq: int, received: int, channel: int, *, mirrored: bool) -> None:
        if self._texts is not None:
            self._texts += [
                WireText(number, received, _CHANNELS[channel], text.removesuffix(b"\n"), mirrored)
                for number, text in zip(count(seq, 2 if mirrored else 1), texts, strict=False)
            ]
        columns = None if mirrored or len(texts) == 1 else _wire.decode_ties(texts)
        if columns is not None:  # nearly always, and three times as fast
            self._add_columns(*columns, array("q", (received,)) * len(texts), seq, channel)
            return
        try:
            events = known_events(map(_wire.decode_frame, texts))
        except ValueError as wrong:
            raise ValueError("this is no frame of a room; it was changed after it was written", wrong.args[0]) from None
        if mirrored:
            events = [either for event in events for either in _both_ways(event)]
        ties = [event for event in events if type(event) is EdgeUpdate]
        if len(ties) == len(events):
            self._add_ties(ties, seq, received, channel)
            return
        for number, event in enumerate(events, seq):
            if type(event) is EdgeUpdate:
                self._add_ties([event], number, received, channel)
            else:
                self._number(number, 1)
                self._entries.append(Entry(number, received, _CHANNELS[channel], event))

    def _add_numbered(self, text: bytes, seq: int, received: int, channel: int) -> None:
        entries = _numbered.decode_entries(text)
        if not entries.is_plain:
            raise ValueError("this frame has events that cannot be read by themselves; it was changed afterwards")
        if self._texts is not None:
            self._texts += [
                WireText(seq + place, received, stream, told)
                for place, stream, told in _numbered.contract_texts(text)
            ]  # fmt: skip
        for item in entries.items:
            size = len(item) if isinstance(item, TieBatch) else 1
            if isinstance(item, TieBatch):
                ties = zip(item.sources, item.targets, item.sympathies, strict=True)
                self._add_ties([EdgeUpdate(*tie, item.timestamp) for tie in ties], seq, received, channel)
            elif isinstance(item, EdgeUpdate):
                self._add_ties([item], seq, received, channel)
            else:
                self._number(seq, 1)
                self._entries.append(Entry(seq, received, _CHANNELS[channel], item))  # type: ignore[arg-type]
            seq += size

    def _add_ties(self, ties: Sequence[EdgeUpdate], seq: int, received: int, channel: int) -> None:
        ends = [tie.source for tie in ties], [tie.target for tie in ties]
        times = array("q", [received if tie.timestamp is None else tie.timestamp for tie in ties])
        self._add_columns(*ends, [tie.sympathy for tie in ties], times, seq, channel)

    def _add_columns(
        self,
        sources: list[str],
        targets: list[str],
        sympathies: list[float],
        times: array[int],
        seq: int,
        channel: int,
    ) -> None:
        size = len(times)
        self._number(seq, size)
        self._seqs.extend(range(seq, seq + size))
        self._times.extend(times)
        self._pairs.extend(map(self._numbers.__getitem__, zip(sources, targets, strict=True)))
        self._sympathies.extend(sympathies)
        self._channels += bytes((channel,)) * size

    def _number(self, seq: int, size: int) -> None:
        if self._last is not None and seq <= self._last:
            raise ValueError(f"entry {seq} comes after entry {self._last}; numbers must grow")
        if size:
            self._last = seq + size - 1


class _Numbers(dict[tuple[str, str], int]):
    """The number of each pair of agents, in the order in which they came."""

    def __missing__(self, pair: tuple[str, str]) -> int:
        number = self[pair] = len(self)
        return number


class _WrongLineError(Exception):
    """A line is wrong: the one that was looked at, or the `offset`-th after it."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def _chunks(file: BinaryIO) -> Iterator[list[bytes]]:
    while lines := file.readlines(CHUNK_BYTES):
        yield lines


def _text(value: bytes) -> bytes:
    text = decode_json(value)
    if not isinstance(text, str):
        raise ValueError("the text is not a string")
    return text.encode("utf-8", "surrogatepass")


def _both_ways(event: Event) -> tuple[EdgeUpdate, EdgeUpdate]:
    if type(event) is not EdgeUpdate:
        raise ValueError("only a tie can be mirrored")
    return event, EdgeUpdate(event.target, event.source, event.sympathy, event.timestamp)
