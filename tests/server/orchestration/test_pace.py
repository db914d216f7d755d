from __future__ import annotations

import asyncio

import pytest

from roomlab_server.orchestration.pace import SLICE, Pace, Stopped


class Room:
    """Only a speed."""

    def __init__(self, speed: float) -> None:
        self.speed = speed


class Naps:
    """A sleep that counts and changes the room's speed after a while."""

    def __init__(self, room: Room, at: float = 9e9, then: float = 1.0) -> None:
        self.room, self.at, self.then = room, at, then
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        if sum(self.slept) >= self.at:
            self.room.speed = self.then


@pytest.mark.parametrize(
    ("speed", "seconds"), [(1.0, 2.0), (10.0, 0.2), (0.5, 4.0), (1e9, 0.2), (0.0, 20.0), (-3.0, 20.0)]
)
def test_a_pause_takes_its_length_divided_by_the_speed(speed, seconds):
    room = Room(speed)
    naps = Naps(room)
    asyncio.run(Pace(room, naps).pause(2.0))
    assert sum(naps.slept) == pytest.approx(seconds)
    assert max(naps.slept) <= SLICE
    assert len(naps.slept) <= seconds / SLICE + 2  # it never spins


def test_a_new_speed_works_within_a_slice():
    room = Room(0.1)
    naps = Naps(room, at=1.0, then=10.0)
    asyncio.run(Pace(room, naps).pause(2.0))
    assert sum(naps.slept) == pytest.approx(1.0 + (2.0 - 0.1) / 10, abs=SLICE)


def test_a_stopped_pace_pauses_no_more_until_resumed():
    room = Room(1.0)
    naps = Naps(room)
    pace = Pace(room, naps)

    async def run() -> None:
        async def other() -> None:
            await pace.pause(0.1)

        task = asyncio.ensure_future(other())
        pace.stop(task)
        with pytest.raises(Stopped):
            await task
        assert not naps.slept
        pace.resume()
        await pace.pause(0.1)

    asyncio.run(run())
    assert naps.slept


def test_a_cancellation_from_elsewhere_stays_one():
    async def run() -> None:
        pace = Pace(Room(1.0), asyncio.sleep)
        task = asyncio.ensure_future(pace.pause(60))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
