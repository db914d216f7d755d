"""Moods: a number inside, a word with a level outside."""

from __future__ import annotations

from dataclasses import dataclass

NEUTRAL = 0.2
"""Moods closer to 0 than this are neutral."""
_STRONG = 0.6


@dataclass(frozen=True, slots=True)
class Feeling:
    """A mood as a room shows it.

    Attributes
    ----------
    mood : str
        One of ``joyful``, ``cheerful``, ``neutral``, ``sad``, ``gloomy``, ``irritated``, ``angry``.
    level : float
        How strongly it is felt, in [0, 1].
    icon : str
        An emoji.
    color : str
        ``#rrggbb``.
    """

    mood: str
    level: float
    icon: str
    color: str


_LOOKS = {
    "joyful": ("😄", "#2ecc71"),
    "cheerful": ("🙂", "#a3cb38"),
    "neutral": ("😐", "#95a5a6"),
    "sad": ("🙁", "#5d8aa8"),
    "gloomy": ("😞", "#34495e"),
    "irritated": ("😠", "#e67e22"),
    "angry": ("😡", "#e74c3c"),
}
_SIGNS = {"joyful": 1, "cheerful": 1, "sad": -1, "gloomy": -1, "irritated": -1, "angry": -1}


def feeling_at(valence: float, temper: float) -> Feeling:
    """Return how a mood is shown.

    Parameters
    ----------
    valence : float
        The mood, in [-1, 1].
    temper : float
        In [0, 1]; from 0.5 on a bad mood is anger, below it sadness.

    Returns
    -------
    Feeling
        Its level is the distance of the valence from 0; for ``neutral`` it is always 0.5.
    """
    strength = abs(valence)
    if strength < NEUTRAL:
        word = "neutral"
    elif valence > 0:
        word = "joyful" if strength >= _STRONG else "cheerful"
    elif temper >= 0.5:
        word = "angry" if strength >= _STRONG else "irritated"
    else:
        word = "gloomy" if strength >= _STRONG else "sad"
    icon, color = _LOOKS[word]
    return Feeling(word, 0.5 if word == "neutral" else round(strength, 2), icon, color)


def valence_of(mood: str, level: float) -> float:
    """Return the number behind a mood as it is shown, in [-1, 1]; 0 for ``neutral`` and for words that are not ours."""
    return _SIGNS.get(mood, 0) * max(0.0, min(1.0, level))
