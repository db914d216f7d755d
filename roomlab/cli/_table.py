"""Tables as people have them: CSV with a header, columns under many names, and errors that name the line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from roomlab.errors import InputError

__all__ = ["Column", "Row", "read_rows"]


class Column(NamedTuple):
    """A column to look for: under the name that the user gave, else under the first of the usual ones that is there."""

    usual: tuple[str, ...]
    given: str | None = None
    optional: bool = False


class Row(NamedTuple):
    """The cells of one row under the names that were asked for, and the line of the file where it begins."""

    file: str
    line: int
    cells: dict[str, str]

    def wrong(self, message: str) -> InputError:
        """Return the error that says what is wrong in this row."""
        return InputError(message, file=self.file, line=self.line)


def read_rows(path: Path, columns: Mapping[str, Column]) -> Iterator[Row]:
    """Yield the rows of a CSV file.

    Parameters
    ----------
    path : Path
        A file in UTF-8, with a header; blank lines do not count.
    columns : mapping of str to Column
        What to look for. Case does not matter.

    Yields
    ------
    Row
        With a cell for each column that was found.

    Raises
    ------
    InputError
        The file cannot be read, is no CSV, lacks a column, or has a row of another length than its header.
    """
    with _opened(path) as lines:
        _, header = next(lines, (1, []))
        if not header:
            raise InputError("the file is empty; expected a CSV table with a header", file=str(path))
        places = _places(path, header, columns)
        for line, cells in lines:
            row = Row(str(path), line, {name: cells[place] for name, place in places.items() if place < len(cells)})
            if len(cells) != len(header):
                raise row.wrong(f"the row has {len(cells)} cells; expected {len(header)}, as the header has")
            yield row


def _places(path: Path, header: Sequence[str], columns: Mapping[str, Column]) -> dict[str, int]:
    present = [name.strip().lower() for name in header]
    places = {}
    for name, column in columns.items():
        wanted = [column.given.strip().lower()] if column.given else column.usual
        place = next((present.index(one) for one in wanted if one in present), None)
        if place is not None:
            places[name] = place
        elif column.given or not column.optional:
            looked_for = column.given or " or ".join(column.usual)
            hint = "choose one of those" if column.given else f"say which it is with --{name}-column"
            if name == "sympathy" and "rank" in present:
                hint = "for ranks say which are the best and the worst, as in --rank 1:16"
            raise InputError(
                f"there is no column {looked_for}; the file has {', '.join(header)}: {hint}", file=str(path), line=1
            )
    return places


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """Open a CSV file as (line where it begins, cells) of each row that is not blank."""
    line = 0

    def rows() -> Iterator[tuple[int, list[str]]]:
        nonlocal line
        reader = csv.reader(file, strict=True)
        while True:
            line = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return
            if any(cells):
                yield line, cells

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield rows()
    except UnicodeDecodeError as error:
        raise InputError(f"the file is not UTF-8 ({error.reason}); save it as CSV UTF-8", file=str(path)) from None
    except csv.Error as error:
        raise InputError(
            f"the row is not CSV ({error}); check its quotation marks", file=str(path), line=line
        ) from None
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror}); check its path", file=str(path)) from None
