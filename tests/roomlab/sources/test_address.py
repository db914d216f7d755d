"""Addresses as people type them."""

from __future__ import annotations

import pytest

from roomlab.errors import InputError
from roomlab.sources._address import parse_address, path_segment, room_segment


@pytest.mark.parametrize(
    ("typed", "http", "ws", "loopback"),
    [
        ("http://localhost:8000", "http://localhost:8000", "ws://localhost:8000", True),
        (" http://localhost:8000/ ", "http://localhost:8000", "ws://localhost:8000", True),
        ("http://127.0.0.1:8000/api", "http://127.0.0.1:8000", "ws://127.0.0.1:8000", True),
        ("http://[::1]:8000/api/", "http://[::1]:8000", "ws://[::1]:8000", True),
        ("https://rooms.example.org", "https://rooms.example.org", "wss://rooms.example.org", False),
        ("HTTPS://Rooms.example.org/lab/api", "https://rooms.example.org/lab", "wss://rooms.example.org/lab", False),
    ],
)
def test_addresses(typed, http, ws, loopback):
    address = parse_address(typed)
    assert (address.http, address.ws, address.loopback) == (http, ws, loopback)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("ws://localhost:8000", "write http://localhost:8000"),
        ("wss://example.org", "write https://example.org"),
        ("localhost:8000", "did you mean http://localhost:8000"),
        ("example.org", "did you mean http://example.org"),
        ("", "expected something like http://localhost:8000"),
        ("http://", "expected something like"),
        ("ftp://example.org", "expected something like"),
        ("http://localhost:port", "cannot be read"),
        ("http://localhost:8000?token=x", "must not have a ?"),
        (8000, "expected something like"),
    ],
)
def test_what_is_no_address_is_explained(typed, hint):
    with pytest.raises(InputError) as caught:
        parse_address(typed)
    assert hint in str(caught.value)


def test_a_password_in_the_address_is_not_repeated():
    with pytest.raises(InputError) as caught:
        parse_address("http://eve:s3cret@localhost")
    assert "s3cret" not in str(caught.value)


def test_rooms():
    assert room_segment(1) == room_segment(" 1 ") == "1"
    assert room_segment("a/b?c") == "a%2Fb%3Fc"
    for wrong in ("", "  ", None, True, 1.5):
        with pytest.raises(InputError):
            room_segment(wrong)


def test_no_id_leaves_its_place_in_a_path():
    assert path_segment("..") == "%2E%2E"
    assert path_segment("../../auth/me") == "..%2F..%2Fauth%2Fme"
    assert path_segment("\ud800") == "%3F"
