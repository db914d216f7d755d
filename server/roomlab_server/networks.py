"""What each network has of the server: connections that are open, and bytes of answers that wait to be taken.

One that had all the descriptors of the process, or all its memory, would keep everybody else out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from .limits import network_of

__all__ = ["Network", "Networks"]


class Network:
    """One network, while it has a connection.

    Attributes
    ----------
    connections : int
        Those that are open.
    waiting : int
        Bytes of answers that wait for it, on all connections that are paused.
    """

    __slots__ = ("connections", "name", "waiting")

    def __init__(self, name: str) -> None:
        self.name = name
        self.connections = 0
        self.waiting = 0


class Networks:
    """All networks that have a connection. Call it from one event loop only.

    Parameters
    ----------
    most : int
        Connections that one may have open.
    proxies : iterable of str
        Addresses, or networks as in ``192.0.2.0/24``, or ``*``: who come through them are many, and are not bound.
    """

    def __init__(self, most: int, proxies: Iterable[str] = ()) -> None:
        self.most = most
        self._known: dict[str, Network] = {}
        names = set(proxies)
        self._all_are_proxies = "*" in names
        self._proxies = [parsed for name in names if (parsed := _parsed(name)) is not None]

    def enter(self, address: str | None) -> tuple[Network, int]:
        """Take note of a connection from an address; return its network, and how many too many it has with this one."""
        name = network_of(address)
        network = self._known.setdefault(name, Network(name))
        network.connections += 1
        excess = network.connections - self.most
        return network, (0 if excess <= 0 or self._is_proxy(address) else excess)

    def leave(self, network: Network) -> None:
        """Take note that a connection has ended."""
        network.connections -= 1
        if not network.connections:
            del self._known[network.name]

    def _is_proxy(self, address: str | None) -> bool:
        if self._all_are_proxies:
            return True
        parsed = _parsed(address or "")
        if parsed is None:
            return False
        return any(parsed.version == proxy.version and parsed.subnet_of(proxy) for proxy in self._proxies)  # type: ignore[arg-type]


def _parsed(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
