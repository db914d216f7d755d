"""A simulation that drives a room of a real server is seen there live as it was made."""

from __future__ import annotations

import asyncio
import itertools
import signal

import anyio
import pytest

import roomlab
from roomlab._clock import ManualClock
from roomlab._secret import Secret
from roomlab.cli import main
from roomlab.cli._driver import Driver
from roomlab.cli._room_writer import RoomWriter
from roomlab.simulation.engine import Simulation
from roomlab.sources._rest import RestClient
from roomlab_server.testing import running_server

pytestmark = pytest.mark.timeout(180)

USER = {"email": "simulator@example.org", "password": "a long password"}


def test_a_talking_room_is_seen_live_as_it_was_simulated(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("ROOMLAB_TOKEN", raising=False)
    monkeypatch.setenv("ROOMLAB_EMAIL", USER["email"])
    monkeypatch.setenv("ROOMLAB_PASSWORD", USER["password"])
    arguments = ["simulate", "conversation", "--agents", "4", "--seed", "3", "--least", "0"]
    with running_server(tmp_path) as server:
        first = [*arguments, "--url", server.url, "--steps", "0", "--speed", "max", "--register"]
        assert main(first) == 0
        with roomlab.connect(server.url, room=1, **USER) as seen:
            assert main([*arguments, "--url", server.url, "--room", "1", "--steps", "12", "--speed", "60"]) == 0
            assert "12 messages of 4 agents into room 1" in " ".join(capsys.readouterr().out.split())
            with roomlab.simulate("conversation", agents=4, steps=12, seed=3) as made:
                seen.wait(until=lambda room: len(room.messages) >= 12, timeout=40)
                assert seen.messages["text"].tolist() == made.messages["text"].tolist()
                assert seen.messages["sender"].tolist() == made.messages["sender"].tolist()
                expected = sorted(value for _, _, value in made.graph.edges(data="sympathy"))
                assert sorted(value for _, _, value in seen.graph.edges(data="sympathy")) == expected


def test_an_interrupt_says_how_far_it_came_and_how_to_begin_again(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("ROOMLAB_TOKEN", raising=False)
    monkeypatch.setenv("ROOMLAB_EMAIL", USER["email"])
    monkeypatch.setenv("ROOMLAB_PASSWORD", USER["password"])
    look, looks = RoomWriter.look, itertools.count()

    async def look_thrice(self):
        if next(looks) == 3:  # before the third step: the first look is at what is there
            signal.raise_signal(signal.SIGINT)
            await anyio.sleep(60)
        return await look(self)

    with running_server(tmp_path) as server:
        command = ["simulate", "conversation", "--agents", "3", "--steps", "5", "--url", server.url, "--speed", "max"]
        with monkeypatch.context() as patched:
            patched.setattr(RoomWriter, "look", look_thrice)
            assert main([*command, "--seed", "3", "--register"]) == 130
        told = " ".join(capsys.readouterr().err.split())
        assert "Stopped after 2 of 5 steps. With --seed 3 --room 1 it begins again from the first step" in told
        assert main([*command, "--seed", "3", "--room", "1"]) == 0
        assert "5 messages of 3 agents into room 1" in " ".join(capsys.readouterr().out.split())
        with roomlab.connect(server.url, room=1, **USER) as seen:
            assert len(seen.messages) == 5


class Interrupted(ManualClock):
    """Before its n-th wait is over, which takes no time, something is done."""

    def __init__(self, number, action):
        super().__init__()
        self.left, self.action = number, action

    async def sleep(self, seconds):
        self.left -= 1
        if not self.left:
            await asyncio.to_thread(self.action)


def test_what_is_done_in_the_room_meanwhile_reaches_the_simulation(tmp_path):
    driven, alone = (Simulation("conversation", 3, seed=4) for _ in range(2))
    with running_server(tmp_path) as server:

        async def register():
            async with RestClient(server.url, email=USER["email"], password=Secret(USER["password"])) as client:
                await client.register()
                return (await client.request("POST", "/api/rooms", {"name": "a", "orchestration_type": "single"}))["id"]

        room_id = asyncio.run(register())
        with roomlab.connect(server.url, room=room_id, **USER) as seen:

            def meddle():
                seen.wait(until=lambda room: len(room.agents) == 3, timeout=40)
                ids = dict(zip(seen.agents["name"], seen.agents["id"], strict=True))
                seen.set_sympathy(ids["Agent 1"], ids["Agent 2"], -0.75)
                seen.send("Who likes the sea?")

            async def drive():
                async with RestClient(server.url, email=USER["email"], password=Secret(USER["password"])) as client:
                    driver = Driver(client, room_id, driven, least=0.0, speed=1.0, clock=Interrupted(4, meddle))
                    await driver.prepare("someone")
                    await driver.drive(8)
                    return driver

            driver = asyncio.run(drive())
            alone.run(3)
            alone.set_sympathy("1", "2", -0.75)
            alone.send("Who likes the sea?")
            alone.run(5)
            assert (driver.taken, driver.messages) == (2, 8)
            assert driven.interventions == alone.interventions
            seen.wait(until=lambda room: len(room.messages) == 9, timeout=40)
            names = dict(zip(seen.agents["id"], seen.agents["name"], strict=True))

            def as_simulated(room):
                shown = {(names[a], names[b]): v for a, b, v in room.graph.edges(data="sympathy")}
                return shown == {
                    (alone.state.names[a], alone.state.names[b]): alone.state.ties.sympathy[a, b]
                    for a in range(3)
                    for b in range(3)
                    if a != b
                }

            seen.wait(until=as_simulated, timeout=40)  # raises when it does not come to that
