"""Budget, bound on calls at a time, cassettes."""

from __future__ import annotations

import asyncio
import json

import pytest

from roomlab.errors import InputError, LanguageModelError
from roomlab.simulation.llm import Cassette, DailyBudget, Endpoint, LanguageModel, Prompt


def prompts(*texts):
    return [Prompt("You are Anna.", text) for text in texts]


def ask_all(url, asked, *, scope="room 1", sleep=asyncio.sleep, retries=2, concurrency=4, **options):
    """Ask all prompts at once; return texts and reasons of errors."""

    async def one(model, prompt):
        try:
            return (await model.complete(prompt, scope=scope)).text
        except LanguageModelError as error:
            return error.reason

    async def run():
        endpoint = Endpoint(url, "small", sleep=sleep, retries=retries)
        model = LanguageModel(endpoint, concurrency=concurrency, **options)
        try:
            return await asyncio.gather(*(one(model, prompt) for prompt in asked))
        finally:
            await endpoint.close()

    return asyncio.run(run())


# -- budget


def test_the_budget_ends_calls_before_they_are_made_and_begins_anew_each_day(chat_endpoint):
    day = ["2026-11-26"]
    budget = DailyBudget(2, today=lambda: day[0])
    assert ask_all(chat_endpoint.url, prompts("a", "b", "c"), budget=budget, concurrency=1)[2] == "budget"
    assert (len(chat_endpoint.calls), budget.used, budget.remaining) == (2, 2, 0)
    day[0] = "2026-11-27"
    assert (budget.used, budget.remaining) == (0, 2)
    assert "budget" not in ask_all(chat_endpoint.url, prompts("d"), budget=budget)


def test_each_attempt_is_a_call(chat_endpoint):
    async def no_sleep(_):
        pass

    chat_endpoint.answer = lambda call: call.fail(503)
    budget = DailyBudget(2)
    assert ask_all(chat_endpoint.url, prompts("a"), budget=budget, sleep=no_sleep) == ["budget"]
    assert len(chat_endpoint.calls) == budget.used == 2


def test_without_a_limit_calls_are_counted():
    budget = DailyBudget()
    budget.spend()
    assert (budget.limit, budget.used, budget.remaining) == (None, 1, None)
    with pytest.raises(InputError, match="the limit of calls a day is -1; it must be a whole number of at least 0"):
        DailyBudget(-1)


# -- concurrency


def test_no_more_calls_at_a_time_than_allowed(chat_endpoint):
    def answer(call):
        server = call.server
        while server.most_at_once < 3 and not server.closing.wait(0.005):
            pass  # the first ones wait for each other
        call.say("yes")

    chat_endpoint.answer = answer
    assert ask_all(chat_endpoint.url, prompts(*"abcdefgh"), concurrency=3) == ["yes"] * 8
    assert chat_endpoint.most_at_once == 3
    with pytest.raises(InputError, match="concurrency is 0; it must be a whole number of at least 1 and at most 64"):
        LanguageModel(Endpoint(chat_endpoint.url, "small"), concurrency=0)


# -- cassettes


def test_a_replay_gives_the_same_answers_and_errors_without_any_call(chat_endpoint, tmp_path):
    path = tmp_path / "talk.jsonl"
    counts = iter(range(100))

    def answer(call):
        said = call.body["messages"][1]["content"]
        call.fail(400, "never") if said == "bad" else call.say(f"{said} {next(counts)}")

    chat_endpoint.answer = answer
    asked = prompts("a", "b", "a", "bad", "a")
    made = ask_all(chat_endpoint.url, asked, cassette=Cassette(path), concurrency=1)
    assert made == ["a 0", "b 1", "a 2", "refused", "a 3"]
    nobody = "http://127.0.0.1:1/v1"
    calls = len(chat_endpoint.calls)
    assert ask_all(nobody, asked, cassette=Cassette(path, "replay"), concurrency=1) == made
    assert len(chat_endpoint.calls) == calls


def test_each_call_is_written_with_hash_tokens_and_latency_and_without_prompt_or_key(chat_endpoint, tmp_path):
    path = tmp_path / "talk.jsonl"
    chat_endpoint.answer = lambda call: call.say("Привет" if call.number == 1 else call.server.key)
    ask_all(chat_endpoint.url, prompts("the words of a room", "b"), cassette=Cassette(path), concurrency=1)
    head, first, second = (json.loads(line) for line in path.read_text("ascii").splitlines())
    assert head == {"format": "roomlab-cassette", "version": 1}
    assert first.pop("seconds") > 0
    settings = ("small", 0.8, 200)
    assert first == {
        "call": 1,
        "scope": "room 1",
        "prompt": prompts("the words of a room")[0].fingerprint(*settings),
        "text": "Привет",
        "prompt_tokens": 11,
        "completion_tokens": 5,
    }
    assert second["text"] == "[key]"
    written = path.read_text("ascii")
    assert chat_endpoint.key not in written
    assert "words of a room" not in written
    assert "127.0.0.1" not in written


@pytest.mark.parametrize(
    ("text", "options"),
    [("other words", {}), ("a", {"scope": "room 2"}), ("a", {"again": True})],
    ids=["another prompt", "another room", "once more"],
)
def test_a_miss_is_an_error_and_never_a_call(chat_endpoint, tmp_path, text, options):
    path = tmp_path / "talk.jsonl"
    ask_all(chat_endpoint.url, prompts("a"), cassette=Cassette(path))
    calls = len(chat_endpoint.calls)
    again = options.pop("again", False)
    asked = prompts(text, text) if again else prompts(text)
    budget = DailyBudget(9)
    got = ask_all(chat_endpoint.url, asked, cassette=Cassette(path, "replay"), budget=budget, **options)
    assert got[-1] == "miss"
    assert (len(chat_endpoint.calls), budget.used) == (calls, 0)


def test_what_a_killed_process_left_half_written_is_not_a_call(chat_endpoint, tmp_path):
    path = tmp_path / "talk.jsonl"
    ask_all(chat_endpoint.url, prompts("a", "b"), cassette=Cassette(path), concurrency=1)
    path.write_bytes(path.read_bytes()[:-9])
    assert ask_all("http://127.0.0.1:1/v1", prompts("a", "b"), cassette=Cassette(path, "replay"))[1] == "miss"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the cassette cannot be read"),
        ("", "no cassette of version 1"),
        ('{"format": "roomlab-cassette", "version": 2}\n', "no cassette of version 1"),
        ("HEAD\n[]\n", "talk.jsonl:2: this line is no call"),
        ('HEAD\n{"scope": "", "prompt": "ab", "text": 3, "seconds": 1}\n', "talk.jsonl:2: this line is no call"),
        ('HEAD\n{"scope": "", "prompt": "ab", "text": "a", "seconds": 1}\n', "talk.jsonl:2: this line is no call"),
    ],
)
def test_a_file_that_is_no_cassette_is_refused_with_its_line(tmp_path, content, message):
    path = tmp_path / "talk.jsonl"
    if content is not None:
        path.write_text(content.replace("HEAD", '{"format": "roomlab-cassette", "version": 1}'), "utf-8")
    with pytest.raises(InputError, match=message):
        Cassette(path, "replay")


def test_a_file_that_is_there_is_not_overwritten(tmp_path):
    path = tmp_path / "talk.jsonl"
    path.write_text("mine", "utf-8")
    with pytest.raises(InputError, match="is there already"):
        Cassette(path)
    assert path.read_text("utf-8") == "mine"
    with pytest.raises(InputError, match="cannot be written"):
        Cassette(tmp_path / "nowhere" / "talk.jsonl")
    with pytest.raises(InputError, match="mode is 'play'; it must be one of 'record', 'replay'"):
        Cassette(path, "play")
