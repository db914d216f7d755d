from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.simulation.conversation import read_temperament


def read(character: str, seed: int = 1):
    return read_temperament(character, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("trait", "more", "less"),
    [
        ("warmth", "Добрая, ласковая", "Злой и жестокий"),
        ("warmth", "a kind friend", "cold and cruel"),
        ("temper", "вспыльчивый спорщик", "спокойный, терпеливый"),
        ("temper", "hot-headed and stubborn", "calm and patient"),
        ("openness", "открытая, любопытная", "замкнутый скептик"),
        ("openness", "curious, trusting", "suspicious and guarded"),
        ("talkativeness", "болтливая, шумная", "молчаливый тихоня"),
        ("talkativeness", "a chatty storyteller", "shy and quiet"),
        ("humour", "остроумный шутник", "строгий и мрачный"),
        ("humour", "witty, playful", "stern and serious"),
        ("warmth", "вовсе не злой", "не добрый"),
    ],
)
def test_words_of_the_lexicon_move_their_trait(trait, more, less):
    assert getattr(read(more), trait) > getattr(read(""), trait) > getattr(read(less), trait)


def test_an_unknown_text_is_neutral_and_differs_by_seed_alone():
    one, same, other = read("Инженер-гидролог"), read("Bricklayer from Leeds"), read("Инженер-гидролог", seed=2)
    assert one == same
    assert one != other
    assert np.abs(one.as_point()).max() < 0.6


@given(st.text(max_size=300), st.integers(0, 2**32))
def test_every_trait_stays_in_its_range(character, seed):
    temperament = read(character, seed)
    assert -1 <= temperament.warmth <= 1
    for name, value in dataclasses.asdict(temperament).items():
        assert name == "warmth" or 0 <= value <= 1
    assert np.abs(temperament.as_point()).max() <= 1
