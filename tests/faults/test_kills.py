"""The server is killed at random moments under load: what it has answered is there when it is back."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import sqlite3

import httpx
import pytest
import server_process as processes

CLIENTS = 6


class Writers:
    """Clients that post messages and change ties, one thing after the other each, and note what was answered."""

    def __init__(self, owner):
        self.owner = owner
        self.messages = {}  # id -> text, of the answered ones
        self.asked = {}  # pair -> the values on their way or answered, the newest last
        self.answered = {}  # pair -> the newest value that was answered
        self.count = 0

    async def write(self, url, number):
        """Write until the server dies."""
        headers = {"Authorization": f"Bearer {self.owner.token}"}
        source, target = self.owner.agents[number], self.owner.agents[number - 1]
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=40) as client:
            while True:
                self.count += 1
                text = f"text {self.count}"
                try:
                    said = await client.post(
                        f"{self.owner.path}/messages", json={"text": text, "sender": f"agent {number}"}
                    )
                    assert said.status_code == 200, said.text
                    assert said.json()["id"] not in self.messages, "an id came twice"
                    self.messages[said.json()["id"]] = text
                    await self.change(client, source, target)
                except httpx.TransportError:
                    return

    async def change(self, client, source, target):
        value = round(random.Random(self.count).uniform(-1, 1), 6)
        pair = str(source), str(target)
        self.asked[pair] = [self.answered.get(pair), value]
        body = {"agent1Id": source, "agent2Id": target, "sympathyLevel": value}
        changed = await client.patch(f"{self.owner.path}/relationships", json=body)
        assert changed.status_code == 200, changed.text
        self.answered[pair] = value
        self.asked[pair] = [value]

    async def until_killed(self, server, answers, seconds):
        """Write until so many messages were answered, and some seconds more, whatever is on its way then."""
        tasks = [asyncio.create_task(self.write(server.url, number)) for number in range(CLIENTS)]
        enough = len(self.messages) + answers
        while len(self.messages) < enough and not all(task.done() for task in tasks):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await asyncio.sleep(seconds)
        server.process.kill()
        await asyncio.gather(*tasks)


def check(writers, owner, down_to):
    """Compare what is there with what was answered; return the newest id."""
    found = owner.messages(down_to)
    ids = [int(message["id"]) for message in found]
    assert ids == sorted(set(ids))
    there = {message["id"]: message["text"] for message in found}
    missing = {key: text for key, text in writers.messages.items() if int(key) > down_to and there.get(key) != text}
    assert not missing, f"answered with 2xx, and not there: {missing}"
    ties = owner.ties()
    for pair, values in writers.asked.items():
        assert ties.get(pair) in values, pair
    writers.answered.update(ties)
    return max(ids, default=down_to)


def numbers(folder):
    """Return the numbers of a room's log, and the epochs that wrote them, in order."""
    with contextlib.closing(sqlite3.connect(folder / "rooms.db")) as database:
        rows = database.execute("SELECT first, last, epoch FROM log WHERE room_id = 1 AND last > 0 ORDER BY last")
        return rows.fetchall()


@pytest.mark.timeout(7200)
@pytest.mark.slow
@pytest.mark.soak
def test_what_was_answered_survives_kills_at_random_moments(tmp_path, kills, soaking):
    rng = random.Random(2)
    with processes.ServerProcess(tmp_path) as server, processes.Owner(server.url, CLIENTS) as owner:
        writers = Writers(owner)
        newest = 0
        for _ in range(kills):
            asyncio.run(writers.until_killed(server, rng.randrange(120), rng.uniform(0, 0.05)))
            server.kill()
            server.start()
            before = newest
            newest = check(writers, owner, before)
            assert newest >= before
            following = owner.post(f"{owner.path}/messages", text="after the kill", sender="agent 0")
            assert int(following["id"]) > newest
        assert len(writers.messages) > 30 * kills  # there was load
        whole = owner.messages()
        assert {message["id"] for message in whole} >= set(writers.messages)
        assert len({message["id"] for message in whole}) == len(whole)
        rows = numbers(tmp_path)
        assert [first for first, _, _ in rows] == [1, *(last + 1 for _, last, _ in rows[:-1])]  # without a hole
        epochs = [epoch for epoch, _ in itertools.groupby(epoch for _, _, epoch in rows)]
        assert len(epochs) == len(set(epochs)) == kills + 1  # each run of the server has its own, and none comes back
        assert server.log.count("Traceback") == 0
        assert server.terminate() < 5
