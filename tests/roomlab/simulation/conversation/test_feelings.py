from __future__ import annotations

import pytest

from roomlab.simulation.conversation import feeling_at, valence_of


@pytest.mark.parametrize(
    ("valence", "temper", "mood"),
    [
        (0.9, 0.5, "joyful"),
        (0.3, 0.5, "cheerful"),
        (0.0, 0.5, "neutral"),
        (-0.3, 0.9, "irritated"),
        (-0.9, 0.9, "angry"),
        (-0.3, 0.1, "sad"),
        (-0.9, 0.1, "gloomy"),
    ],
)
def test_a_mood_has_a_word_a_level_a_face_and_a_colour(valence, temper, mood):
    feeling = feeling_at(valence, temper)
    assert feeling.mood == mood
    assert 0 <= feeling.level <= 1
    assert feeling.icon
    assert feeling.color.startswith("#")
    assert len(feeling.color) == 7


@pytest.mark.parametrize("valence", [-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0])
def test_a_shown_mood_is_read_back(valence):
    feeling = feeling_at(valence, 0.7)
    assert valence_of(feeling.mood, feeling.level) == pytest.approx(valence)


def test_a_foreign_mood_is_neutral():
    assert valence_of("влюблённость", 0.9) == 0
