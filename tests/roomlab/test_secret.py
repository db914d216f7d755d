"""Secrets are shown by nothing."""

from __future__ import annotations

import copy
import pickle

import pytest
from rich.pretty import pretty_repr

from roomlab._secret import Secret, without_secret

CANARY = "canary-4711"


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "%s".__mod__, pretty_repr, lambda secret: repr([{1: secret}])]
)
def test_no_way_of_showing_it_tells_it(show):
    assert CANARY not in show(Secret(CANARY))


@pytest.mark.parametrize("keep", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_is_not_pickled_or_copied(keep):
    with pytest.raises(TypeError, match="neither pickled nor copied"):
        keep(Secret(CANARY))


def test_it_is_compared_by_what_it_holds():
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert Secret("a")
    assert not Secret("")
    assert Secret.of(None) is None
    assert Secret.of("a").reveal() == "a"
    assert Secret.of(Secret("a")) == Secret("a")


@pytest.mark.parametrize(
    ("url", "shown", "fragment"),
    [
        ("http://localhost:8000", "http://localhost:8000", None),
        (f"http://localhost:8000/api/rooms/1#token={CANARY}", "http://localhost:8000/api/rooms/1", f"token={CANARY}"),
        (f"http://eve:{CANARY}@localhost", "http://…@localhost", None),
        (f"http://{CANARY}@localhost/#", "http://…@localhost/", ""),
        (f"http://localhost/?token={CANARY}", "http://localhost/?…", None),
        (f"http://a@b:{CANARY}@localhost", "http://…@localhost", None),
        ("http://localhost/a@b", "http://localhost/a@b", None),
    ],
)
def test_an_address_is_parted_from_its_secrets(url, shown, fragment):
    address, secret = without_secret(url)
    assert address == shown
    assert (None if secret is None else secret.reveal()) == fragment


def test_what_is_no_address_is_left_to_others():
    assert without_secret(8000) == (8000, None)
