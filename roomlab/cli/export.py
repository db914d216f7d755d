"""`roomlab export`: the tables of a room as files."""

from __future__ import annotations

from roomlab.cli._export import check_folder, leave_files
from roomlab.cli._options import EmailOption, OutOption, RoomOption, UrlArgument, read_account

__all__ = ["export"]


def export(url: UrlArgument, room: RoomOption, out: OutOption, email: EmailOption = None) -> None:
    """Read a room with all its past, and write its tables as CSV."""
    import roomlab

    account = read_account(email)
    check_folder(out)
    with roomlab.connect(url, room=room, email=account.email, password=account.password, token=account.token) as live:
        leave_files(live, out)
