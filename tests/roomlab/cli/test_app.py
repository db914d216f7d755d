"""The command line as a whole: one sentence for each mistake, and an exit code."""

from __future__ import annotations

import errno
import importlib.util
import os
import signal
import subprocess
import sys
from functools import partial

import pytest
import typer

import roomlab
from roomlab.cli import _app, main
from roomlab.cli._app import _cause, _Options, _sentence, run
from roomlab.cli._stop import STOP
from roomlab.errors import ConnectionFailedError, InputError, RoomlabError

CLOSED = "http://127.0.0.1:9"
SECRET = "a-secret-that-nobody-may-see"


@pytest.fixture(autouse=True)
def no_account(monkeypatch):
    for variable in ("ROOMLAB_EMAIL", "ROOMLAB_PASSWORD", "ROOMLAB_TOKEN"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def called(capsys):
    """Call the command and return exit code, stdout, stderr."""

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return call


def test_the_version(called):
    code, out, err = called("--version")
    assert (code, out.startswith("roomlab "), err) == (0, True, "")


def test_without_a_command_it_helps(called):
    code, out, err = called()
    assert (code, err) == (0, "")
    for command in ("serve", "demo", "watch", "play", "export"):
        assert f" {command} " in out


@pytest.mark.parametrize("command", ["demo", "watch", "play", "export"])
def test_each_command_helps(called, command):
    code, out, err = called(command, "--help")
    assert (code, err) == (0, "")
    assert f"roomlab {command}" in out


def test_each_option_shows_what_stands_for_its_value_and_no_type_of_python():
    commands = typer.main.get_command(_app.app).commands
    unnamed = [
        f"{name} {option.opts[0]}"
        for name, command in commands.items()
        for option in command.params
        if option.param_type_name == "option" and not option.is_flag and option.metavar is None
    ]
    assert unnamed == ["demo --language"]  # which shows its choices


def test_python_m_is_the_command():
    done = subprocess.run([sys.executable, "-m", "roomlab", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("roomlab ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dance"], "No such command 'dance'; see roomlab --help"),
        (["demo", "--fast"], "No such option: --fast"),
        (["demo", "--seconds", "-1"], "'--seconds'"),
        (["demo", "--language", "fr"], "'fr' is not one of 'en', 'ru'"),
        (["watch"], "see roomlab watch --help"),
        (["watch", CLOSED, "--room", "1"], "give --email ADDRESS, or a token in the variable ROOMLAB_TOKEN"),
        (["watch", CLOSED, "--room", "1", "--email", "a@b.c"], "put it into the variable ROOMLAB_PASSWORD"),
        (["play"], "there is nothing to play"),
        (["play", "no-such-file.csv"], "no-such-file.csv: there is no such file"),
        (["play", "x.csv", "--rank", "1"], "--rank is '1'; expected the best and the worst rank, as in 1:16"),
        (["play", "x.csv", "--rank", "3:3"], "--rank is '3:3'"),
        (["play", "x.csv", "--rank", "1:inf"], "--rank is '1:inf'"),
    ],
)
def test_a_mistake_is_answered_with_one_sentence(called, monkeypatch, arguments, said):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    code, out, err = called(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("roomlab: ")
    assert said in err
    assert err.count("\n") == 1


def test_a_table_with_nothing_but_a_header_is_not_played(called, tmp_path):
    chat = tmp_path / "chat.csv"
    chat.write_text("sender,text\n")
    code, out, err = called("play", "--messages", chat)
    said = "roomlab: there is no row to play in chat.csv, only a header; name another table\n"
    assert (code, out, err) == (2, "", said)


@pytest.mark.parametrize("speed", ["fast", "0", "-1", "nan", "inf"])
@pytest.mark.parametrize(
    "command", [["play", "--messages", "chat.csv"], ["simulate", "walk", "--url", CLOSED], ["replay", "x"]]
)
def test_a_wrong_speed_is_the_same_mistake_everywhere(called, tmp_path, monkeypatch, command, speed):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chat.csv").write_text("sender,text\nA,hi\n")
    code, _, err = called(*command, "--speed", speed)
    said = f"roomlab: --speed is '{speed}'; expected a number above 0, as in --speed 10, or max\n"
    assert (code, err) == (2, said)


@pytest.mark.parametrize(
    "arguments",
    [
        ["watch", CLOSED, "--room", "1"],
        ["export", CLOSED, "--room", "1", "--out", "out"],
        ["play", "--messages", "chat.csv", "--url", CLOSED],
    ],
)
def test_a_server_that_is_not_there(called, monkeypatch, tmp_path, arguments):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROOMLAB_TOKEN", SECRET)
    (tmp_path / "chat.csv").write_text("sender,text\nA,hi\n")
    code, out, err = called(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"roomlab: {CLOSED} cannot be reached")
    assert SECRET not in err
    assert err.count("\n") == 1


def test_a_recording_as_tables(called, tmp_path):
    recording, out = tmp_path / "x.roomlog.jsonl", tmp_path / "out"
    with roomlab.simulate("conversation", agents=3, steps=4, seed=2) as room:
        room.record(recording).close()
        said = room.messages["text"].tolist()
    code, _, err = called("export", recording, "--out", out)
    assert (code, err) == (0, "")
    with roomlab.from_csv(messages=out / "messages.csv") as past:
        assert past.messages["text"].tolist() == said
    recording.write_bytes(recording.read_bytes()[:-200])
    code, written, err = called("export", recording, "--out", out)
    assert (code, written.startswith("Wrote ")) == (0, True)
    assert err.startswith("not complete, 1 to ")
    assert "the recording was torn off" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x.roomlog.jsonl",), "x.roomlog.jsonl: it cannot be read (No such file or directory)"),
        (("x.zip",), "x.zip: there is no such crate"),
        ((".", "--room", "1"), ". is one room, and --room 1 was given, too"),
        (("friday",), "there is no file friday; check its name, or give the URL of a server and --room ID"),
        ((CLOSED,), "there is no room; give --room ID, or the whole link"),
        ((".", "--licence", "MIT"), "--licence and --consent belong to --format crate"),
    ],
)
def test_a_room_to_export_that_is_not_there(called, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = called("export", *arguments, "--out", "out")
    assert (code, out) == (2, "")
    assert err.startswith(f"roomlab: {message}")


def test_a_folder_that_cannot_be_made(called, monkeypatch, tmp_path):
    monkeypatch.setenv("ROOMLAB_TOKEN", SECRET)
    (tmp_path / "file").write_text("")
    code, _, err = called("export", CLOSED, "--room", "1", "--out", tmp_path / "file")
    assert (code, "cannot be made" in err) == (2, True)


@pytest.mark.parametrize("command", ["export", "watch"])
def test_what_fails_leaves_no_folder_behind_and_takes_none_away(called, monkeypatch, tmp_path, command):
    monkeypatch.setenv("ROOMLAB_TOKEN", SECRET)
    for out in ("new/er", "old"):
        (tmp_path / "old").mkdir(exist_ok=True)
        code, _, err = called(command, CLOSED, "--room", "1", "--out", tmp_path / out)
        assert (code, "cannot be reached" in err) == (2, True)
        assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_folder_that_nobody_may_write_to_is_told_before_the_work(called, monkeypatch, tmp_path):
    monkeypatch.setenv("ROOMLAB_TOKEN", SECRET)
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)  # root may write everywhere
    code, _, err = called("export", CLOSED, "--room", "1", "--out", tmp_path / "new")
    assert (code, err) == (
        2,
        f"roomlab: the folder {tmp_path / 'new'} cannot be written to; choose another --out, or change who may\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["serve"], ["demo", "--headless"], ["demo"]])
def test_a_server_that_is_not_installed(called, monkeypatch, command):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "roomlab_server" else found(name))
    code, _, err = called(*command)
    assert code == 2
    assert 'install it with: pip install "roomlab[server]", or in the folder that roomlab came from: pip inst' in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "missing", "extra"),
    [
        (["demo", "--headless"], "matplotlib", "plot"),
        (["demo"], "jupyterlab", "notebook"),
        (["demo"], "anywidget", "notebook"),
    ],
)
def test_what_the_demonstration_needs(called, monkeypatch, command, missing, extra):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else found(name))
    code, _, err = called(*command)
    assert (code, err.endswith(f'pip install "roomlab[{extra}]"\n')) == (2, True)


# -- from an error to a sentence


def fail_with(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(_app.typer.main, "get_command", lambda _: type("Command", (), {"main": fail}))
    return run([])


def test_an_output_that_nobody_reads_ends_it_without_a_word(monkeypatch, capsys):
    # as rich ends the process, out of a group of tasks
    assert fail_with(monkeypatch, BaseExceptionGroup("", [SystemExit(1)])) == 1
    assert capsys.readouterr() == ("", "")


def test_untrusted_text_in_an_error_cannot_touch_the_terminal(monkeypatch, capsys):
    assert fail_with(monkeypatch, RoomlabError("room \x1b[2J\n[red]'x'[/red] \u202e")) == 2
    assert capsys.readouterr().err == "roomlab: room ␛[2J [red]'x'[/red]\n"


def test_a_fault_of_our_own_says_so_and_shows_no_traceback(monkeypatch, capsys):
    assert fail_with(monkeypatch, KeyError("oops")) == 1
    err = capsys.readouterr().err
    assert "KeyError: 'oops'" in err
    assert "roomlab --debug" in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback_without_local_variables_and_tokens(capsys):
    error = RoomlabError("see ws://host/api?token=abc123&x=1")
    try:
        secret = SECRET
        assert secret
        raise error
    except RoomlabError as caught:
        debugged = caught
    assert _app._explain(debugged, _Options(debug=True)) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert SECRET not in err
    assert "token=...&x=1" in err


def test_the_debug_flag_reaches_the_error(called):
    code, _, err = called("--debug", "play", "no-such-file.csv")
    assert (code, "Traceback" in err) == (2, True)


def test_of_many_errors_our_own_is_told():
    deep = ConnectionFailedError("gone")
    group = BaseExceptionGroup("", [ValueError("x"), ExceptionGroup("", [TypeError("y"), deep])])
    assert _cause(group) is deep
    assert isinstance(_cause(ExceptionGroup("", [ValueError("x")])), ValueError)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (InputError("wrong", file="a.csv", line=3), "a.csv:3: wrong"),
        (OSError(errno.ENOSPC, "No space left on device", "out"), "out cannot be used (No space left on device)"),
        (OSError(errno.ENOSPC, "No space left on device"), "the output cannot be written (No space left on device)"),
    ],
)
def test_sentences(error, sentence):
    told, code = _sentence(error)
    assert (told.startswith(sentence), code) == (True, 2)


# -- stopping


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"])
def test_a_signal_ends_the_command_with_its_code(monkeypatch, capsys, request, name):
    if not hasattr(signal, name):
        assert os.name == ("nt" if name == "SIGHUP" else "posix")
        return
    number = getattr(signal, name)
    # A shell may have started the tests with one of them ignored, as nohup does.
    request.addfinalizer(partial(signal.signal, number, signal.getsignal(number)))
    before = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
    signal.signal(number, before)

    def stopped(*_, **__):
        signal.raise_signal(number)
        raise AssertionError("not stopped")

    monkeypatch.setattr(_app.typer.main, "get_command", lambda _: type("Command", (), {"main": stopped}))
    assert run([]) == 128 + number
    assert signal.getsignal(number) is before
    assert capsys.readouterr() == ("", "")


def test_an_error_while_stopping_is_told(monkeypatch, capsys):
    def stopped(*_, **__):
        with STOP.deferred():
            signal.raise_signal(signal.SIGINT)
        raise RoomlabError("the disk is full")

    monkeypatch.setattr(_app.typer.main, "get_command", lambda _: type("Command", (), {"main": stopped}))
    assert run([]) == 130
    assert capsys.readouterr().err == "roomlab: the disk is full\n"
