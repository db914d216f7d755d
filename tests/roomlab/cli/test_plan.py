"""From tables to steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.cli._plan import (
    MAX_NAME,
    Ranks,
    Say,
    SetTie,
    Track,
    make_plan,
    read_messages,
    read_names,
    read_ties,
)
from roomlab.errors import InputError


@pytest.fixture
def table(tmp_path):
    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


# -- ties


@pytest.mark.parametrize(
    "text",
    [
        "timestamp,source,target,sympathy\n1970-01-01T00:01:00Z,A,B,0.5\n",
        "\ufeffsympathy;to;from;TIMESTAMP\n0,5;B;A;1970-01-01 00:01\n",
        "from\tto\tsign\twhat\tcreated\nA\tB\t.5\tignored\t1970-01-01T03:01:00+03:00\n",
    ],
)
def test_a_table_of_ties_may_have_many_shapes(table, text):
    assert read_ties(table(text)) == Track([SetTie(60.0, "A", "B", 0.5)], calendar=True)


def test_columns_may_have_any_name(table):
    path = table("ego,alter,liking,wave_no\nA,B,1,3\n")
    track = read_ties(path, source="Ego", target="alter", sympathy="liking", time="wave_no")
    assert track == Track([SetTie(3.0, "A", "B", 1.0)], calendar=False)


def test_without_times_all_happens_at_once(table):
    assert read_ties(table("from,to,sympathy\nA,B,1\nB,A,-1\n")) == Track(
        [SetTie(0.0, "A", "B", 1.0), SetTie(0.0, "B", "A", -1.0)], calendar=False
    )


def test_ranks_become_sympathies_on_a_line(table):
    path = table("week,from,to,rank\n0,1,2,1\n0,1,3,16\n0,1,4,8.5\n")
    assert [tie.sympathy for tie in read_ties(path, ranks=Ranks(1, 16)).steps] == [1.0, -1.0, 0.0]
    assert [tie.sympathy for tie in read_ties(path, ranks=Ranks(16, 1)).steps] == [-1.0, 1.0, 0.0]


@given(st.integers(1, 16))
def test_a_rank_is_as_far_from_the_best_as_its_mirror_from_the_worst(rank):
    ranks = Ranks(1, 16)
    assert ranks.sympathy(rank) == pytest.approx(-ranks.sympathy(17 - rank), abs=1e-15)
    assert -1 <= ranks.sympathy(rank) <= 1


def test_ids_get_the_names_of_the_table_of_agents(table):
    names = read_names(table("id,name,mood\n1,Ада,\n2,'=Bob,\n", "agents.csv"))
    assert names == {"1": "Ада", "2": "=Bob"}
    assert read_ties(table("source,target,sympathy\n1,2,0\n"), names=names).steps == [SetTie(0.0, "Ада", "=Bob", 0.0)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("from,to,sympathy\nA,B,0\nA,B\n", 3, "the row has 2 cells, and the header has 3"),
        ('from,to,sympathy\n"A\nA",B,0\nA,B,1.5\n', 4, "sympathy is '1.5'; expected a sympathy from -1 to 1"),
        ("from,to,sympathy\nA,B,nan\n", 2, "sympathy is 'nan'"),
        ("from,to,sympathy\nA,B,\n", 2, "sympathy is ''"),
        ("from,to,sympathy\nA,B,hot\n", 2, "sympathy is 'hot'"),
        ("from,to,sympathy\n\n\n,B,0\n", 4, "from is ''; expected a name of 1 to 200 characters"),
        (f"from,to,sympathy\nA,{'B' * (MAX_NAME + 1)},0\n", 2, "expected a name of 1 to 200 characters"),
        ("from,to,sympathy\nA,A,0\n", 2, "the tie goes from 'A' to itself"),
        ("from,to,sympathy,week\nA,B,0,then\n", 2, "week is 'then'; expected a time such as"),
        ("from,to,sympathy,week\nA,B,0,inf\n", 2, "week is 'inf'"),
        ("from,to,sympathy,week\nA,B,0,1\nA,B,0,2020-01-01\n", 3, "those above it are plain numbers"),
        ("from,to,sympathy,time\nA,B,0,2020-01-01\nA,B,0,1\n", 3, "those above it are dates"),
        ('from,to,sympathy\nA,B,0\n"A,B,0\n', 3, "not valid CSV"),
        (
            "from,goal,sympathy\n",
            1,
            "there is no column target or to; found from, goal, sympathy; say which it is with --t",
        ),
        ("from,to,week,rank\n", 1, "as in --rank 1:16"),
        ("", None, "the file is empty; expected a first line with the columns source, target, sympathy"),
    ],
)
def test_a_malformed_file_is_named_by_its_line(table, text, line, said):
    path = table(text)
    with pytest.raises(InputError) as caught:
        read_ties(path)
    assert said in str(caught.value)
    assert caught.value.file == str(path)
    assert caught.value.line == line


def test_a_rank_out_of_range_says_so(table):
    with pytest.raises(InputError, match=r":2: rank is '17'; expected a rank from 1 to 16"):
        read_ties(table("from,to,rank\nA,B,17\n"), ranks=Ranks(1, 16))


def test_a_column_that_the_user_names_must_be_there(table):
    with pytest.raises(InputError, match=r":1: there is no column Ego; found from, sympathy, to; choose one of those"):
        read_ties(table("from,to,sympathy\n"), source="Ego")


def test_an_id_that_has_no_name_is_an_error(table):
    with pytest.raises(InputError, match=r":3: from is '9'; expected an id of the table of agents"):
        read_ties(table("from,to,sympathy\n1,2,0\n9,1,0\n"), names={"1": "A", "2": "B"})


# -- messages


def test_messages_may_have_many_shapes(table):
    path = table('turn,created,speaker,text\n0,1970-01-01,Ada,"Hi,\nyou"\n1,1970-01-01,Bob,\'=1+1\n')
    assert read_messages(path) == Track([Say(0.0, "Ada", "Hi,\nyou"), Say(0.0, "Bob", "=1+1")], calendar=True)


def test_columns_of_messages_may_have_any_name(table):
    path = table("who,what,when\nAda,Hi,7\n")
    assert read_messages(path, sender="who", text="what", time="when") == Track([Say(7.0, "Ada", "Hi")], calendar=False)


def test_an_empty_message_is_an_error(table):
    with pytest.raises(InputError, match=r":3: text is ' '; expected some text, for a room takes no empty message"):
        read_messages(table("sender,text\nAda,Hi\nAda, \n"))


# -- the plan


def test_tables_with_dates_share_the_calendar():
    ties = Track([SetTie(1000.0, "A", "B", 1.0), SetTie(1020.0, "B", "A", 1.0)], calendar=True)
    chat = Track([Say(1010.0, "C", "hi"), Say(1020.0, "A", "ho")], calendar=True)
    plan = make_plan(ties, chat)
    assert plan.steps == (
        SetTie(0.0, "A", "B", 1.0),
        Say(10.0, "C", "hi"),
        SetTie(20.0, "B", "A", 1.0),
        Say(20.0, "A", "ho"),
    )
    assert plan.names == ("A", "B", "C")


def test_a_table_with_plain_numbers_begins_with_the_play():
    ties = Track([SetTie(7.0, "A", "B", 1.0), SetTie(5.0, "A", "B", 0.0)], calendar=False)
    chat = Track([Say(1e9, "A", "hi")], calendar=True)
    assert [step.at for step in make_plan(ties, chat).steps] == [0.0, 0.0, 2.0]


def test_what_happens_at_once_stays_in_the_order_of_the_file():
    ties = Track([SetTie(0.0, "A", "B", value / 100) for value in range(100)], calendar=False)
    assert make_plan(ties).steps == tuple(ties.steps)


def test_nothing_is_a_plan_too():
    assert make_plan().steps == ()
    assert make_plan(Track([], calendar=True)).names == ()
