"""`roomlab export`: the tables of a room as files."""

from __future__ import annotations

from roomlab.cli._export import check_folder, leave_files
from roomlab.cli._open import open_live
from roomlab.cli._options import EmailOption, OutOption, RoomOption, UrlArgument

__all__ = ["export"]


def export(url: UrlArgument, room: RoomOption, out: OutOption, email: EmailOption = None) -> None:
    """Read a room with all its past, and write its tables as CSV."""
    check_folder(out)
    with open_live(url, room, email) as live:
        leave_files(live, out)
