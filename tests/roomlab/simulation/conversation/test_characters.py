from __future__ import annotations

import numpy as np

from roomlab.simulation.conversation import CHARACTERS, language_of, read_temperament
from roomlab.simulation.conversation.reading import subjects_in


def test_there_are_enough_of_both_tongues_and_all_are_different():
    tongues = [language_of(who.character) for who in CHARACTERS]
    assert 12 <= len(CHARACTERS) <= 16
    assert tongues.count("ru") >= 5
    assert tongues.count("en") >= 5
    assert len({who.name for who in CHARACTERS}) == len({who.character for who in CHARACTERS}) == len(CHARACTERS)


def test_their_descriptions_say_who_they_are():
    for who in CHARACTERS:
        assert subjects_in(who.character), who.name
        assert len(who.ru) == len(who.en) == 5
    points = np.array([read_temperament(who.character, np.random.default_rng(1)).as_point() for who in CHARACTERS])
    distance = np.linalg.norm(points[:, None] - points[None], axis=2) + np.eye(len(points)) * 9
    assert distance.min() > 0.3
    assert points[:, 0].min() < -0.5 < 0.5 < points[:, 0].max()
