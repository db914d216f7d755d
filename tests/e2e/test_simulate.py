"""A simulation that drives a room of a real server is seen there live as it was made."""

from __future__ import annotations

import roomlab
from roomlab.cli import main
from roomlab_server.testing import running_server

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
                seen.wait(until=lambda room: len(room.messages) >= 12, timeout=20)
                assert seen.messages["text"].tolist() == made.messages["text"].tolist()
                assert seen.messages["sender"].tolist() == made.messages["sender"].tolist()
                expected = sorted(value for _, _, value in made.graph.edges(data="sympathy"))
                assert sorted(value for _, _, value in seen.graph.edges(data="sympathy")) == expected
