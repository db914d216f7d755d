"""Requests to stop, by signal."""

from __future__ import annotations

import signal
import threading

import anyio
import pytest

from roomlab.cli._stop import STOP, run_until_stopped


@pytest.fixture(autouse=True)
def installed():
    with STOP.installed():
        yield


def test_a_request_interrupts():
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert STOP.requested
    assert STOP.exit_code == 130


def test_a_deferred_request_is_only_noted():
    with STOP.deferred():
        with STOP.deferred():
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
    assert STOP.exit_code == 128 + signal.SIGTERM


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with STOP.installed():
            signal.raise_signal(signal.SIGTERM)
            assert not STOP.requested
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_request_cancels_and_lets_things_end_in_order():
    told = []

    async def work():
        try:
            signal.raise_signal(signal.SIGINT)
            await anyio.sleep(30)
        finally:
            told.append("ended")

    run_until_stopped(work)
    assert told == ["ended"]
    assert STOP.requested


def test_a_request_from_another_thread_is_seen():
    async def work():
        threading.Timer(0.01, signal.raise_signal, [signal.SIGINT]).start()
        await anyio.sleep(30)

    run_until_stopped(work)
    assert STOP.requested


def test_without_a_request_it_runs_to_its_end():
    told = []

    async def work():
        told.append("worked")

    run_until_stopped(work)
    assert told == ["worked"]
    assert not STOP.requested
