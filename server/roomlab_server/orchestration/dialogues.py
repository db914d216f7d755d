"""The four orchestration types: who speaks in which order, and what frames it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from roomlab.simulation.conversation import Utterance

from .ensemble import SYSTEM, Ensemble
from .pace import Pace

NARRATOR = "🎭 Рассказчик Нарратор"
SUMMARIZER = "📊 Сводка Суммаризатор"

ROUNDS = 3
"""Rounds of a dialogue, unless the user's words keep it going."""
TURN = 2.5
"""Seconds before an agent takes its turn in a dialogue, at speed 1."""
FRAME = 1.5
"""Seconds before narrator, summary or system speak, at speed 1."""
ANSWER = 0.6
"""Seconds before each answer in a `single` room, at speed 1: six agents have answered within 4 s."""
FEWEST_TURNS, MOST_TURNS = 6, 30
"""Bounds of the turns of a discussion."""
_CALLED_ON = 0.6  # probability that a narrator gives the floor by name
_ANSWERING = 0.7  # probability that in a `single` room an agent speaks to the user rather than to another agent
_RECALL = 4.0  # how much more often a discussion refers to earlier speakers


async def single(ensemble: Ensemble, pace: Pace) -> None:
    """Let each agent answer the user's words; newer words are answered by each as well."""
    while ensemble.conversation.waiting():
        await pace.pause(ANSWER)
        ensemble.gather()
        for agent in ensemble.conversation.waiting()[:1]:
            await ensemble.perform(agent, reply=_ANSWERING)


async def circular(ensemble: Ensemble, pace: Pace) -> None:
    """Let the agents speak in turn, round after round, framed by narrator, summary and system."""
    number = 0
    while ensemble.gather() and (number < ROUNDS or ensemble.conversation.waiting()):
        number += 1
        opening = ensemble.narrator.opening(ensemble.rng) if number == 1 else ensemble.between()
        await ensemble.tell(opening, NARRATOR)
        said = await _round(ensemble, pace, ensemble.gather(), _nothing)
        await pace.pause(FRAME)
        ensemble.gather()
        await ensemble.tell(ensemble.summary(said), SUMMARIZER)
        await ensemble.tell(f"=== Раунд {number} завершён ===", SYSTEM)
        await pace.pause(FRAME)
    if number:
        ensemble.gather()
        await ensemble.tell(ensemble.final(), SYSTEM)


async def narrator(ensemble: Ensemble, pace: Pace) -> None:
    """Let the visible narrator lead: it frames, calls on speakers, and closes."""
    if not ensemble.gather():
        await ensemble.tell_as_lead(ensemble.narrator.alone(ensemble.rng), NARRATOR)
        return

    async def call(agent: int) -> None:
        if ensemble.rng.random() < _CALLED_ON:
            await ensemble.tell_as_lead(ensemble.narrator.calling(agent, ensemble.rng), NARRATOR)
            await pace.pause(FRAME)

    number = 0
    while (agents := ensemble.gather()) and (number < ROUNDS or ensemble.conversation.fresh):
        number += 1
        opening = ensemble.narrator.opening(ensemble.rng) if number == 1 else ensemble.between()
        await ensemble.tell_as_lead(opening, NARRATOR)
        order = [agents[int(place)] for place in ensemble.rng.permutation(len(agents))]
        await _round(ensemble, pace, order, call)
        await pace.pause(FRAME)
    ensemble.gather()
    await ensemble.tell_as_lead(ensemble.narrator.closing(ensemble.rng), NARRATOR)


async def full_context(ensemble: Ensemble, pace: Pace) -> None:
    """Let the agents discuss, each with all of it before its eyes, and sum it up."""
    said: list[Utterance] = []
    turn, turns = 0, min(MOST_TURNS, max(FEWEST_TURNS, ROUNDS * len(ensemble.gather())))
    while turn < turns or ensemble.conversation.fresh:
        await pace.pause(TURN)
        if not (agents := ensemble.gather()):
            break
        if ensemble.conversation.fresh:
            turns = max(turns, turn + min(len(agents), MOST_TURNS))
        called = ensemble.conversation.called()
        agent = called if called is not None else ensemble.conversation.next_speaker(ensemble.rng)
        _keep(said, await ensemble.perform(agent, recall=_RECALL))
        turn += 1
    if said:
        await pace.pause(FRAME)
        ensemble.gather()
        await ensemble.tell(ensemble.summary(said), SUMMARIZER)


Dialogue = Callable[[Ensemble, Pace], Awaitable[None]]
DIALOGUES: dict[str, Dialogue] = {
    "single": single,
    "circular": circular,
    "narrator": narrator,
    "full_context": full_context,
}


async def _round(
    ensemble: Ensemble, pace: Pace, order: list[int], before: Callable[[int], Awaitable[None]]
) -> list[Utterance]:
    """Let each speak once, first those whom the user calls by name; return what was said."""
    said: list[Utterance] = []
    left = list(order)
    while left or ensemble.conversation.called() is not None:
        await pace.pause(TURN)
        present = ensemble.gather()
        left = [agent for agent in left if agent in present]
        agent = ensemble.conversation.called()
        if agent is None and not left:
            break
        agent = left[0] if agent is None else agent
        left = [other for other in left if other != agent]
        await before(agent)
        _keep(said, await ensemble.perform(agent))
    return said


def _keep(said: list[Utterance], utterance: Utterance | None) -> None:
    if utterance is not None:
        said.append(utterance)


async def _nothing(_: int) -> None:
    """Do nothing before a turn."""
