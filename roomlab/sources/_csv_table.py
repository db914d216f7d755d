"""A CSV or JSON Lines file as columns of checked values; what is wrong is named by its line."""

from __future__ import annotations

import codecs
import csv
import os
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

from roomlab.errors import InputError
from roomlab.sources._json_lines import Untold, json_rows

__all__ = ["Column", "CsvTable", "Problem", "Reading"]

_BATCH_ROWS = 2_000
"""Rows that are read before their cells become values: enough to share the work, few enough to stay in the cache."""
_CELL_CHARACTERS = 1 << 24
"""More than the longest text that a room takes, and a bound for a file in which a quotation mark is missing."""
_SEPARATORS = ",;\t"
_BARE_SEPARATORS = ",;\t "
_SEPARATOR_LINE = re.compile(r""""?sep=([^\w"'])"?""", re.IGNORECASE)
"""What a first line may be that tells Excel the separator."""
_COMMENTS = ("#", "%")
_JSON_ENDINGS = (".jsonl", ".ndjson")
_SHOWN_CHARACTERS = 60
_SHOWN_PROBLEMS = 20
"""How many wrong rows an error names; reading ends there, as nobody corrects more at once."""


class Problem(NamedTuple):
    """A row that was left out: its file, its line (from 1), and what was wrong."""

    file: str
    line: int
    problem: str


@dataclass(frozen=True)
class Reading:
    """How a file is read that was not written by us.

    Parameters
    ----------
    columns : mapping or sequence of str
        From our names of columns to those in the file; or, for a file without a header, our names in its order, with
        None for a column that means nothing here.
    scale : (float, float), optional
        The values of the worst and of the best sympathy; -1 and 1 by default.
    epoch : str, optional
        ``"s"``, ``"ms"`` or ``"us"`` when times are numbers since 1970; ISO 8601 by default.
    keep_going : bool
        Whether rows that are wrong are left out and told, not raised.
    when : int, optional
        The moment of rows without a time, in microseconds since 1970-01-01 UTC; without it each must have one.
    undirected : bool
        Whether each tie is meant for both directions.
    """

    columns: Mapping[str, str] | Sequence[str | None] = ()
    scale: tuple[float, float] | None = None
    epoch: str | None = None
    keep_going: bool = False
    when: int | None = None
    undirected: bool = False

    @property
    def bare(self) -> bool:
        """Whether the file has no header."""
        return not isinstance(self.columns, Mapping) and len(self.columns) > 0


@dataclass(frozen=True)
class Column:
    """What a table should have.

    Parameters
    ----------
    parse : callable
        From the text of a cell to its value; raises ValueError when it is not `expected`.
    expected : str
        What a cell should hold, for the error message.
    required : bool
        Whether the table is wrong without it.
    aliases : tuple of str
        Other names of the column.
    stated : bool
        Whether a line of JSON is wrong that does not tell it, although it may be empty.
    code : str, optional
        ``"q"`` or ``"d"`` to keep the values as 64-bit integers or floats, not as objects.
    otherwise : str
        What else can be done where there is none, for the error message.
    """

    parse: Callable[[str], Any]
    expected: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    stated: bool = False
    code: str | None = None
    otherwise: str = ""


class CsvTable:
    """A CSV file that was read.

    Separators are commas, semicolons or tabs, whichever the header has most of, or any sign that a line before it
    tells, as in ``sep=;``; names of columns are compared without regard to case and blanks around them; rows without
    any value are left out. A file without a header may also be separated by blanks, and have remarks in lines that
    begin with # or %. A file that ends with ``.jsonl`` or ``.ndjson`` has an object in each line.

    Parameters
    ----------
    path : path
        A file in UTF-8, with or without a byte order mark.
    columns : callable
        From the names in the header to what should be there.
    reading : Reading
        What is other than in our own files.

    Raises
    ------
    InputError
        The file or one of its lines is wrong.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        columns: Callable[[frozenset[str]], Mapping[str, Column]],
        reading: Reading = Reading(),
    ) -> None:
        self.file = os.fspath(path)
        """The file, as the user named it."""
        self.values: dict[str, Any] = {}
        """The values by the name of the column, only of those that the file has."""
        self.lines = array("q")
        """The line on which each row begins, from 1."""
        self.problems: list[Problem] = []
        """The rows that were left out."""
        self._reading = reading
        try:
            with Path(path).open(encoding="utf-8-sig", newline="") as stream:
                self._read(stream, columns)
        except UnicodeDecodeError:
            raise self._wrong_encoding() from None
        except OSError as error:
            raise self._unreadable(error) from error
        if not reading.keep_going:
            self._refuse_problems()

    def wrong(self, message: str, line: int | None = None) -> InputError:
        """Return the error that names this file, and a line of it."""
        return InputError(message, file=self.file, line=line)

    def __len__(self) -> int:
        return len(self.lines)

    def leave_out(self, wrong: Mapping[int, str]) -> None:
        """Take rows out, by their places from 0, and tell why; raise unless problems are only told."""
        self.problems += [Problem(self.file, self.lines[place], why) for place, why in wrong.items()]
        self.problems.sort(key=lambda problem: problem.line)
        if not self._reading.keep_going:
            self._refuse_problems()
        kept = [place for place in range(len(self.lines)) if place not in wrong]
        for name, values in self.values.items():
            chosen = [values[place] for place in kept]
            self.values[name] = array(values.typecode, chosen) if isinstance(values, array) else chosen
        self.lines = array("q", [self.lines[place] for place in kept])

    def _read(self, stream: IO[str], columns: Callable[[frozenset[str]], Mapping[str, Column]]) -> None:
        json_lines = self.file.lower().endswith(_JSON_ENDINGS)
        rows = json_rows(stream, self._note) if json_lines else self._csv_rows(stream)
        line, header = next(rows, (1, []))
        names = self._renamed([name.strip().casefold() for name in header])
        wanted = columns(frozenset(names))
        self._check_mapping(names, wanted, line)
        places = self._places(names, wanted, line)
        self.values = {name: array(wanted[name].code or "q") if wanted[name].code else [] for name in places}
        stated = [name for name in places if wanted[name].stated] if json_lines else []
        batch: list[list[str]] = []
        lines: list[int] = []
        for line, row in rows:
            if len(row) != len(names):
                self._note(line, self._wrong_length(row, names))
                continue
            untold = [name for name in stated if isinstance(row[places[name]], Untold)] if stated else []
            if untold:
                self._note(
                    line, f"the line has no {untold[0]!r}; expected one, which may be empty; add it or remove the line"
                )
                continue
            batch.append(row)
            lines.append(line)
            if len(batch) == _BATCH_ROWS:
                self._take(batch, lines, places, wanted)
                batch, lines = [], []
                if len(self.problems) >= _SHOWN_PROBLEMS and not self._reading.keep_going:
                    return
        self._take(batch, lines, places, wanted)
        self.problems.sort(key=lambda problem: problem.line)

    def _renamed(self, names: list[str]) -> list[str]:
        """Return our names for those of the file, as far as we were told."""
        if not isinstance(self._reading.columns, Mapping):
            return names
        for ours, theirs in self._reading.columns.items():
            key = theirs.strip().casefold()
            if key in names:
                place = names.index(key)
                names = ["" if name == ours else name for name in names]
                names[place] = ours
        return names

    def _check_mapping(self, names: Sequence[str], wanted: Mapping[str, Column], line: int) -> None:
        if isinstance(self._reading.columns, Mapping):
            for ours, theirs in self._reading.columns.items():
                if ours in wanted and ours not in names:
                    found = ", ".join(map(_shown, names))
                    raise self.wrong(f"there is no column {theirs!r} for {ours!r}; found {found}; correct it", line)

    def _csv_rows(self, stream: IO[str]) -> Iterator[tuple[int, list[str]]]:
        # The limit belongs to the whole process; raising it takes nothing from anybody else who reads CSV.
        csv.field_size_limit(max(csv.field_size_limit(), _CELL_CHARACTERS))
        skipped, first = 0, stream.readline()
        told = _SEPARATOR_LINE.fullmatch(first.rstrip("\r\n"))
        if told:
            skipped, first = 1, stream.readline()
        if self._reading.bare:
            yield 0, [name or "" for name in self._reading.columns]
            while first.startswith(_COMMENTS):
                skipped, first = skipped + 1, stream.readline()
            separator = told[1] if told else max(_BARE_SEPARATORS, key=first.strip().count)
        else:
            separator = told[1] if told else max(_SEPARATORS, key=first.count)
        blanks = self._reading.bare and separator == " "
        lines: Iterator[str] = chain([first], stream)
        if blanks:
            lines = (line.rstrip(" \r\n") + "\n" for line in lines)
        reader = csv.reader(lines, delimiter=separator, skipinitialspace=blanks, strict=True)
        yield from self._rows(reader, skipped)

    def _note(self, line: int, problem: str) -> None:
        self.problems.append(Problem(self.file, line, problem))

    def _refuse_problems(self) -> None:
        if not self.problems:
            return
        _, line, problem = self.problems[0]
        others = [str(other.line) for other in self.problems[1:_SHOWN_PROBLEMS]]
        more = " and more" if len(self.problems) > _SHOWN_PROBLEMS else ""
        also = f"; also wrong: line{'s' if len(others) > 1 else ''} {', '.join(others)}{more}" if others else ""
        raise self.wrong(problem + also, line)

    def _wrong_length(self, row: Sequence[str], names: Sequence[str]) -> str:
        return (
            f"the row has {len(row)} cells, and the header has {len(names)}; "
            "put cells that contain the separator in double quotes"
        )

    def _rows(self, reader: Any, skipped: int) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that hold a value, each with the line on which it begins."""
        line = skipped + 1
        try:
            for row in reader:
                if any(row):
                    yield line, row
                line = skipped + reader.line_num + 1
        except csv.Error as error:
            raise self.wrong(
                f"the row that begins here is not valid CSV: {error}; "
                "put a cell with a separator, a line end or a double quote in double quotes, and double those inside",
                line,
            ) from error

    def _places(self, names: Sequence[str], wanted: Mapping[str, Column], line: int) -> dict[str, int]:
        if not names:
            raise self.wrong(f"the file is empty; expected a first line with the columns {_listed(wanted)}")
        twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
        if twice:
            raise self.wrong(f"the header has the column {twice[0]!r} more than once; rename or remove one", line)
        places: dict[str, int] = {}
        for name, column in wanted.items():
            found = [alias for alias in (name, *column.aliases) if alias in names]
            if len(found) > 1:
                raise self.wrong(f"the columns {found[0]!r} and {found[1]!r} mean the same; remove one", line)
            if found:
                places[name] = names.index(found[0])
            elif column.required:
                raise self.wrong(
                    f"there is no column {name!r}; found {', '.join(map(_shown, names))}; expected {_listed(wanted)}; "
                    f"if another column is it, say columns={{{name!r}: 'its name'}}{column.otherwise}",
                    line,
                )
        return places

    def _take(
        self, batch: list[list[str]], lines: list[int], places: Mapping[str, int], wanted: Mapping[str, Column]
    ) -> None:
        """Turn the cells of a batch into values, a column at a time; only when that fails look for the cells."""
        if not batch:
            return
        before = len(self.lines)
        cells = list(zip(*batch, strict=True))
        try:
            for name, place in places.items():
                self.values[name].extend(map(wanted[name].parse, cells[place]))
            self.lines.extend(lines)
        except (ValueError, OverflowError):
            for name in places:
                del self.values[name][before:]
            for line, row in zip(lines, batch, strict=True):
                self._take_row(row, line, places, wanted)

    def _take_row(self, row: list[str], line: int, places: Mapping[str, int], wanted: Mapping[str, Column]) -> None:
        values: dict[str, Any] = {}
        for name, place in places.items():
            try:
                values[name] = wanted[name].parse(row[place])
            except (ValueError, OverflowError):
                column, cell = wanted[name], row[place]
                advice = "correct or remove the line" + ("" if cell.strip() else column.otherwise)
                self._note(line, f"{name} is {_shown(cell)}; expected {column.expected}; {advice}")
                return
        for name, value in values.items():
            self.values[name].append(value)
        self.lines.append(line)

    def _unreadable(self, error: OSError) -> InputError:
        if os.path.isdir(self.file):
            return self.wrong("this is a directory; expected a CSV file; name one of the files in it")
        if isinstance(error, FileNotFoundError):
            return self.wrong("there is no such file; check the name and the directory")
        return self.wrong(f"the file cannot be read: {error.strerror or error}; check that you may read it")

    def _wrong_encoding(self) -> InputError:
        advice = "save it as UTF-8 (in Excel: 'CSV UTF-8')"
        with open(self.file, "rb") as stream:
            for number, line in enumerate(stream, 1):
                if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    return self.wrong(f"the file is in UTF-16; expected UTF-8; {advice}")
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError as error:
                    wrong = line[error.start : error.start + 4]
                    return self.wrong(f"the file is not in UTF-8: the line has the bytes {wrong!r}; {advice}", number)
        return self.wrong(f"the file is not in UTF-8; {advice}")


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= _SHOWN_CHARACTERS else cell[: _SHOWN_CHARACTERS - 1] + "…")


def _listed(wanted: Mapping[str, Column]) -> str:
    """Name the required columns with their aliases."""
    return ", ".join(" or ".join((name, *column.aliases)) for name, column in wanted.items() if column.required)
