"""`roomlab share`: links with which others can watch a room, and nothing else."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from roomlab.cli._options import EmailOption, RoomOption, UrlArgument, read_account
from roomlab.cli._screen import say
from roomlab.cli._stop import run_until_stopped
from roomlab.errors import InputError
from roomlab.sources._address import path_segment, room_segment
from roomlab.sources._link import make_link
from roomlab.sources._rest import RestClient

__all__ = ["share"]

_HERE_ONLY = (
    "The link works on this computer only. For others, start the server with --host 0.0.0.0, and share it by the "
    "address that this computer has in their network."
)


def share(
    url: UrlArgument,
    room: RoomOption,
    email: EmailOption = None,
    hours: Annotated[float, typer.Option("--hours", metavar="HOURS", help="How long the link is good.")] = 8.0,
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help="Whom it is for; shown by --list.")] = "",
    show: Annotated[bool, typer.Option("--list", help="Show the links of the room, and make none.")] = False,
    revoke: Annotated[
        str | None, typer.Option("--revoke", metavar="ID", help="Withdraw the link of this number, and make none.")
    ] = None,
) -> None:
    """Make a link with which others can watch a room and nothing else, as a class does. It is told this once."""
    if show and revoke is not None:
        raise InputError("--list and --revoke are two things; leave one of them out")
    if not 0 < hours <= 366 * 24:
        raise InputError(f"--hours is {hours:g}; expected more than 0, and at most 8784, which is a year")
    path = f"/api/rooms/{room_segment(room)}/observers"
    account = read_account(email)

    async def work() -> None:
        async with RestClient(url, email=account.email, password=account.password, token=account.token) as client:
            if revoke is not None:
                await client.request("DELETE", f"{path}/{path_segment(revoke)}")
                say(f"Withdrew link {revoke} of room {room}; whoever watches by it is cut off")
            elif show:
                _list(room, (await client.request("GET", path))["observers"])
            else:
                made = await client.request("POST", path, {"label": label, "lifetime": 3600 * hours})
                say(f"A link to watch room {room}, good until {_until(made)}. To withdraw it:", error=True)
                say(f"roomlab share {client.address.http} --room {room} --revoke {made['id']}", error=True)
                if _is_this_computer(client.address.http):
                    say(_HERE_ONLY, error=True)
                typer.echo(make_link(url, room, made["token"]))

    run_until_stopped(work)


def _is_this_computer(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _list(room: str, links: list[dict[str, Any]]) -> None:
    if not links:
        say(f"Nobody has a link to room {room}")
    for link in links:
        say(f"{link['id']}  until {_until(link)}  {link['label']}".rstrip())


def _until(link: dict[str, Any]) -> str:
    return str(link["expiresAt"])[:16].replace("T", " ") + " UTC"
