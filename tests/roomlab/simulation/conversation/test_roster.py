from __future__ import annotations

import pytest

from roomlab.simulation.conversation import CHARACTERS, Member, Parameters
from roomlab.simulation.conversation.roster import Roster

THREE = [Member(1, "Анна", "добрая"), Member(2, "Bob", "cold, loves tea"), Member(5, "Ц", "")]


@pytest.fixture
def roster() -> Roster:
    seats = Roster(3, Parameters())
    seats.update(THREE)
    return seats


def test_seats_follow_the_room(roster):
    assert list(roster) == [1, 2, 5]
    roster.update([THREE[2], THREE[0]])
    assert list(roster) == [5, 1]
    assert 2 not in roster
    assert len(roster) == 2


def test_a_newcomer_changes_nobody_else(roster):
    before = [seat.temperament for seat in roster.seats()]
    points = [seat.point.tolist() for seat in roster.seats()]
    roster.update([*THREE, Member(9, "New", "angry")])
    assert [seat.temperament for seat in roster.seats()[:3]] == before
    assert [seat.point.tolist() for seat in roster.seats()[:3]] == points


def test_who_stays_keeps_feelings_and_takes_a_new_name(roster):
    roster[1].valence = 0.4
    roster.update([Member(1, "Анна Новая", "добрая"), *THREE[1:]])
    assert roster[1].valence == 0.4
    assert roster[1].member.name == "Анна Новая"


def test_a_new_description_is_read_anew_but_feelings_stay(roster):
    roster[1].valence = 0.4
    roster.update([Member(1, "Анна", "злая и жестокая"), *THREE[1:]])
    assert roster[1].temperament.warmth < 0
    assert roster[1].valence == 0.4


def test_a_temperament_does_not_depend_on_the_name():
    seats = [Roster(3, Parameters()), Roster(3, Parameters())]
    for roster, name in zip(seats, ["Анна", "{}%s"], strict=True):
        roster.update([Member(4, name, "")])
    assert seats[0][4].temperament == seats[1][4].temperament


def test_language_and_interests_are_read_from_the_description(roster):
    assert roster[1].language == "ru"
    assert roster[2].language == "en"
    assert roster[2].interests == ("tea",)
    assert roster[5].language == "ru"  # by its name


def test_only_ready_made_characters_have_sayings_of_their_own():
    roster = Roster(0, Parameters())
    roster.update([Member(1, "Кто угодно", CHARACTERS[0].character), Member(2, CHARACTERS[0].name, "другой")])
    assert roster[1].sayings("ru") == CHARACTERS[0].ru
    assert roster[2].sayings("ru") == ()


def test_affinity_is_of_one_for_another(roster):
    tastes = [roster.affinity(1, 2), roster.affinity(1, 5)]
    assert sorted(map(abs, tastes), reverse=True)[0] == pytest.approx(1)
    assert min(tastes) < 0 < max(tastes)


def test_negative_ids_are_as_good_as_others():
    roster = Roster(2**63 - 1, Parameters())
    roster.update([Member(-3, "a"), Member(3, "b")])
    assert roster[-3].temperament != roster[3].temperament
