"""Who the user is."""

from __future__ import annotations

import sys

import pytest
import typer

from roomlab.cli._options import Account, read_account
from roomlab.errors import InputError

PASSWORD = "a-secret-that-nobody-may-see"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for variable in ("ROOMLAB_EMAIL", "ROOMLAB_PASSWORD", "ROOMLAB_TOKEN"):
        monkeypatch.delenv(variable, raising=False)
    return monkeypatch


def test_a_password_from_the_environment(environment):
    environment.setenv("ROOMLAB_PASSWORD", PASSWORD)
    assert read_account("a@b.c") == Account("a@b.c", PASSWORD)


def test_a_token_from_the_environment(environment):
    environment.setenv("ROOMLAB_TOKEN", PASSWORD)
    assert read_account(None) == Account(token=PASSWORD)


def test_an_email_goes_before_a_token(environment):
    environment.setenv("ROOMLAB_TOKEN", "token")
    environment.setenv("ROOMLAB_PASSWORD", PASSWORD)
    assert read_account("a@b.c") == Account("a@b.c", PASSWORD)


@pytest.mark.parametrize("twice", [False, True])
def test_a_password_that_is_typed_is_not_shown(environment, twice):
    asked = {}
    environment.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    environment.setattr(typer, "prompt", lambda text, **options: asked.update(options, text=text) or PASSWORD)
    assert read_account("a@b.c", asked_twice=twice) == Account("a@b.c", PASSWORD)
    assert asked == {"text": "Password of a@b.c", "hide_input": True, "confirmation_prompt": twice, "err": True}


def test_nobody_to_ask(environment):
    environment.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(InputError, match="ROOMLAB_PASSWORD"):
        read_account("a@b.c")
    with pytest.raises(InputError, match="--email"):
        read_account(None)


def test_a_token_makes_no_account(environment):
    environment.setenv("ROOMLAB_TOKEN", PASSWORD)
    with pytest.raises(InputError, match="give --email ADDRESS, or leave out --register"):
        read_account(None, asked_twice=True)


@pytest.mark.parametrize("account", [Account("a@b.c", PASSWORD), Account(token=PASSWORD)])
def test_its_repr_tells_no_secret(account):
    assert PASSWORD not in repr(account)
