"""From a free description of a character to the numbers that shape how it talks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from roomlab.simulation.conversation._words.lexicon import TRAITS
from roomlab.simulation.conversation.reading import StemTable, with_negation, words

_TABLES = {
    trait: StemTable[int]((stems, sign) for sign, stems in directions.items()) for trait, directions in TRAITS.items()
}
_STEEPNESS = 0.8  # one word moves a trait to tanh(0.8) = 0.66 of the way to its end
_SPREAD = 0.15  # standard deviation of the difference between two people of the same description


@dataclass(frozen=True, slots=True)
class Temperament:
    """What stays the same about an agent.

    Attributes
    ----------
    warmth : float
        From hostile (-1) to friendly (1): the tone it takes with strangers.
    temper : float
        From even (0) to explosive (1): how much its tone varies and how much worse a bad one becomes.
    openness : float
        From closed (0) to open (1): how much what others say moves its sympathies.
    talkativeness : float
        From silent (0) to talkative (1): how often it takes the word, and how long it keeps it.
    humour : float
        From grave (0) to playful (1): how often it teases instead of objecting.
    """

    warmth: float
    temper: float
    openness: float
    talkativeness: float
    humour: float

    def as_point(self) -> npt.NDArray[np.float64]:
        """Return the five traits on one scale, [-1, 1], as an array of shape (5,)."""
        unit = np.array([self.temper, self.openness, self.talkativeness, self.humour])
        return np.concatenate(([self.warmth], 2.0 * unit - 1.0))


def read_temperament(character: str, rng: np.random.Generator) -> Temperament:
    r"""Read a temperament from any description of a character.

    For every trait, :math:`s` is the number of stems of the lexicon that speak for it minus those against it (a negated
    word counts for the other side), and

    .. math:: t = \operatorname{clip}(\tanh(0.8 s + 0.15\,\varepsilon), -1, 1), \qquad \varepsilon \sim N(0, 1).

    Warmth is :math:`t`; the other traits are :math:`(1 + t) / 2`. A text without a known word gives a neutral
    temperament, which differs between agents by :math:`\varepsilon` alone, never by their names. Lexicon and formula
    are ours.

    Parameters
    ----------
    character : str
        Anything; its first 4,000 characters count.
    rng : numpy.random.Generator
        Draws the five :math:`\varepsilon`.

    Returns
    -------
    Temperament
        Every trait within its range.
    """
    found = list(with_negation(words(character)))
    values = {
        trait: math.tanh(
            _STEEPNESS * sum(sign * (table.get(word) or 0) for word, sign in found)
            + _SPREAD * float(rng.standard_normal())
        )
        for trait, table in _TABLES.items()
    }
    warmth = values.pop("warmth")
    return Temperament(warmth=warmth, **{trait: (1.0 + value) / 2.0 for trait, value in values.items()})
