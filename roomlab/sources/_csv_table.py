"""A CSV file as columns of checked values; what is wrong is named by its line."""

from __future__ import annotations

import codecs
import csv
import os
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from roomlab.errors import InputError

__all__ = ["Column", "CsvTable"]

_BATCH_ROWS = 2_000
"""Rows that are read before their cells become values: enough to share the work, few enough to stay in the cache."""
_CELL_CHARACTERS = 1 << 24
"""More than the longest text that a room takes, and a bound for a file in which a quotation mark is missing."""
_SEPARATORS = ",;\t"
_SHOWN_CHARACTERS = 60


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
    code : str, optional
        ``"q"`` or ``"d"`` to keep the values as 64-bit integers or floats, not as objects.
    """

    parse: Callable[[str], Any]
    expected: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    code: str | None = None


class CsvTable:
    """A CSV file that was read.

    Separators are commas, semicolons or tabs, whichever the header has most of; names of columns are compared without
    regard to case and blanks around them; rows without any value are left out.

    Parameters
    ----------
    path : path
        A file in UTF-8, with or without a byte order mark.
    columns : callable
        From the names in the header to what should be there.

    Raises
    ------
    InputError
        The file or one of its lines is wrong.
    """

    def __init__(self, path: str | os.PathLike[str], columns: Callable[[frozenset[str]], Mapping[str, Column]]) -> None:
        self.file = os.fspath(path)
        """The file, as the user named it."""
        self.values: dict[str, Any] = {}
        """The values by the name of the column, only of those that the file has."""
        self.lines = array("q")
        """The line on which each row begins, from 1."""
        try:
            with Path(path).open(encoding="utf-8-sig", newline="") as stream:
                self._read(stream, columns)
        except UnicodeDecodeError:
            raise self._wrong_encoding() from None
        except OSError as error:
            raise self._unreadable(error) from error

    def wrong(self, message: str, line: int | None = None) -> InputError:
        """Return the error that names this file, and a line of it."""
        return InputError(message, file=self.file, line=line)

    def __len__(self) -> int:
        return len(self.lines)

    def _read(self, stream: IO[str], columns: Callable[[frozenset[str]], Mapping[str, Column]]) -> None:
        # The limit belongs to the whole process; raising it takes nothing from anybody else who reads CSV.
        csv.field_size_limit(max(csv.field_size_limit(), _CELL_CHARACTERS))
        first = stream.readline()
        separator = max(_SEPARATORS, key=first.count)
        rows = self._rows(csv.reader(chain([first], stream), delimiter=separator, strict=True))
        line, header = next(rows, (1, []))
        names = [name.strip().casefold() for name in header]
        wanted = columns(frozenset(names))
        places = self._places(names, wanted, line)
        self.values = {name: array(wanted[name].code or "q") if wanted[name].code else [] for name in places}
        batch: list[list[str]] = []
        for line, row in rows:
            if len(row) != len(names):
                self._take(batch, places, wanted)  # a line before this one may be wrong as well
                raise self.wrong(
                    f"the row has {len(row)} cells, and the header has {len(names)} (separated by {separator!r}); "
                    "put cells that contain the separator in double quotes",
                    line,
                )
            batch.append(row)
            self.lines.append(line)
            if len(batch) == _BATCH_ROWS:
                self._take(batch, places, wanted)
                batch = []
        self._take(batch, places, wanted)

    def _rows(self, reader: Any) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that hold a value, each with the line on which it begins."""
        line = 1
        try:
            for row in reader:
                if any(row):
                    yield line, row
                line = reader.line_num + 1
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
                    f"there is no column {name!r}; found {', '.join(map(_shown, names))}; expected {_listed(wanted)}",
                    line,
                )
        return places

    def _take(self, batch: list[list[str]], places: Mapping[str, int], wanted: Mapping[str, Column]) -> None:
        """Turn the cells of a batch into values, a column at a time; only when that fails look for the cell."""
        if not batch:
            return
        cells = list(zip(*batch, strict=True))
        try:
            for name, place in places.items():
                self.values[name].extend(map(wanted[name].parse, cells[place]))
        except ValueError:
            self._name_bad_cell(batch, places, wanted)
            raise

    def _name_bad_cell(self, batch: list[list[str]], places: Mapping[str, int], wanted: Mapping[str, Column]) -> None:
        for line, row in zip(self.lines[-len(batch) :], batch, strict=True):
            for name, place in places.items():
                try:
                    wanted[name].parse(row[place])
                except ValueError:
                    raise self.wrong(
                        f"{name} is {_shown(row[place])}; expected {wanted[name].expected}; correct or remove the line",
                        line,
                    ) from None

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
