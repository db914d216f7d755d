"""The widgets: one hidden stage for each room, and the views that refer to it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import anywidget
import ipywidgets  # type: ignore[import-untyped]
import msgspec
import traitlets

from roomlab.views.widgets._feed import ViewFeed
from roomlab.views.widgets._pictures import PICTURED, Pictures

__all__ = ["Stage", "View"]

_SHARED = ("selected", "moment", "paused")
_WHOLE = {"snapshot", "moment"}
"""Messages as large as the room: for 30,000 ties the kernel's own encoder would hold every thread for 180 ms."""
_COLUMNS = ("name", "mood", "level", "avatar", "here")
"""What is told of agents beside their ids."""


@cache
def _script(name: str) -> str:
    return files("roomlab.views.widgets").joinpath("static", name).read_text("utf-8")


class Stage(ipywidgets.Widget):  # type: ignore[misc]
    """What all views of a room have in common: the channel on which its feed speaks, and what the user has chosen.

    It shows nothing. Closed with its last view.
    """

    bundle = traitlets.Unicode(read_only=True).tag(sync=True)
    """The code of the page: here, so that it is sent and saved once for all views."""
    selected = traitlets.Tuple().tag(sync=True)
    moment = traitlets.Int(None, allow_none=True).tag(sync=True)
    paused = traitlets.Bool(False).tag(sync=True)

    def __init__(self) -> None:
        self.set_trait("bundle", _script("widget.js"))
        self.feed: ViewFeed | None = None
        """Answers what pages ask."""
        self.pictures: Pictures | None = None
        """Draws the room for where no kernel runs."""
        self._views: set[str] = set()
        super().__init__()
        self.on_msg(_pass_on)
        _hear_while_busy(self.comm)

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message of the feed to all pages; one that tells everything is packed, see docs/live_view.md."""
        if message["type"] in _WHOLE:
            self.send({"type": "packed"}, [_packed(message)])
        else:
            self.send(message)

    def enter(self, view: View) -> None:
        """Count a view that was made."""
        self._views.add(view.model_id)
        if self.feed is not None:
            self.feed.add_view()

    def leave(self, model_id: str) -> None:
        """Count a view that was closed; after the last one, close."""
        if model_id not in self._views:
            return
        self._views.discard(model_id)
        if self.feed is not None:
            self.feed.remove_view()
        if not self._views:
            if self.pictures is not None:
                self.pictures.forget()
            self.close()


def _packed(message: dict[str, Any]) -> bytes:
    """Return a message as bytes, its agents as columns: without six words for each agent it is a third smaller."""
    agents = message["agents"]
    columns: dict[str, Any] = {"id": [agent["id"] for agent in agents]}
    for name in _COLUMNS:
        values = [agent[name] for agent in agents]
        # What is the same for all is said once: in most rooms nobody has an avatar, and all are here.
        columns[name] = values[0] if values and values.count(values[0]) == len(values) else values
    return msgspec.json.encode({**message, "agents": columns})


def _hear_while_busy(comm: Any) -> None:
    """Let what pages ask be heard while a cell computes, where the application sends it to a subshell of the kernel.

    ipykernel 7 brings such messages back to the thread that opened the comm, which is the busy one. Questions need no
    thread in particular: they are only put into the feed's queue. Changes of traits stay where the user's callbacks
    expect them.
    """
    route = getattr(comm, "_reply_subshell_for", None)
    if route is not None:
        comm._reply_subshell_for = lambda data, default: (
            default if isinstance(data, dict) and data.get("method") == "custom" else route(data, default)
        )


def _pass_on(stage: Stage, message: Any, _: Any) -> None:
    if stage.feed is not None and isinstance(message, dict):
        stage.feed.ask(message)


class View(anywidget.AnyWidget):
    """A part of the live view, to be shown or composed with other widgets.

    Attributes
    ----------
    selected : tuple of str
        The ids of the agents that are chosen, in all views of the room; a cell can set it, or `observe` it.
    moment : int or None
        The number of the entry up to which the room is shown; None while the views follow it.
    paused : bool
        Whether the picture stands still while data keep arriving.
    """

    kind = traitlets.Unicode(read_only=True).tag(sync=True)
    stage = traitlets.Unicode(read_only=True).tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    pictured = traitlets.Bool(False).tag(sync=True)
    """Whether the output below is a picture of the same, which a page that shows the view leaves out."""
    selected = traitlets.Tuple()
    moment = traitlets.Int(None, allow_none=True)
    paused = traitlets.Bool(False)

    def __init__(self, stage: Stage, kind: str, options: dict[str, Any]) -> None:
        self._stage = stage
        self._esm = _script("loader.js")
        self.set_trait("kind", kind)
        self.set_trait("stage", f"IPY_MODEL_{stage.model_id}")
        super().__init__(options=options)
        self._own_id = self.model_id
        self._links = [traitlets.link((stage, name), (self, name)) for name in _SHARED]
        stage.enter(self)

    @traitlets.validate("selected")
    def _only_ids(self, proposal: Any) -> tuple[str, ...]:
        return tuple(map(str, proposal["value"]))

    def __repr__(self) -> str:
        return f"<live view of a room: {self.kind}>"

    def _ipython_display_(self, **_: Any) -> None:
        """Show the view, and below it a picture for where no kernel runs: that one can be renewed without the view."""
        from IPython.display import display

        bundle = self._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        pictures = self._stage.pictures if self.kind in PICTURED else None
        self.pictured = pictures is not None and pictures.available
        display(data or {"text/plain": repr(self)}, raw=True)  # type: ignore[no-untyped-call]
        if pictures is not None and self.pictured:
            pictures.show()

    def close(self) -> None:
        """Take the view away, and with the last one of a room all that kept them going."""
        if self.comm is None:
            return
        for link in self._links:
            link.unlink()
        self.layout.close()
        super().close()
        self._stage.leave(self._own_id)
