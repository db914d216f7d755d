"""`roomlab sweep`: what a file may say, and what it is told when it is wrong."""

from __future__ import annotations

import pandas as pd
import pytest

from roomlab.cli import main

FILE = """
model = "triads"
agents = 8
steps = 5
replicates = 2
every = 5
measures = ["friendly_share"]
[grid]
p = [0.0, 0.5]
"""


@pytest.fixture
def called(capsys):
    def call(*arguments):
        code = main(["sweep", *map(str, arguments)])
        return code, *capsys.readouterr()

    return call


def test_a_file_is_swept_into_a_table_beside_it_and_again_at_once(called, tmp_path):
    file = tmp_path / "first.toml"
    file.write_text(FILE)
    code, out, err = called(file, "--workers", 1)
    assert (code, err) == (0, "")
    table = pd.read_parquet(tmp_path / "first.parquet")
    assert table["scenario"].unique().tolist() == ["first"]
    assert len(table) == 8
    assert "Wrote 8 rows of 4 runs in 2 cells" in " ".join(out.split())
    assert called(file, "--workers", 1)[0] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("grdi = 1", "there is no setting 'grdi'; did you mean 'grid'?"),
        ('out = ["a"]', "out is ['a']; it must be a file name"),
        ("seed = -1", "seed is -1; it must be a whole number of at least 0"),
        ("name = ", "it is not TOML"),
        ("[parameters]\np = 3", "p of the model 'triads' is 3"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(called, tmp_path, change, message):
    file = tmp_path / "wrong.toml"
    file.write_text(f"{change}\n{FILE}" if "[" not in change[:1] else f"{FILE}\n{change}")
    code, _, err = called(file)
    assert code == 2
    assert message in err
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.toml"]


def test_a_folder_is_no_table_to_write(called, tmp_path):
    file, folder = tmp_path / "first.toml", tmp_path / "folder"
    file.write_text(FILE)
    folder.mkdir()
    code, _, err = called(file, "--out", folder)
    assert (code, "is a folder; give the name of the table" in " ".join(err.split())) == (2, True)


def test_a_file_without_a_model_or_no_file_at_all(called, tmp_path):
    file = tmp_path / "a.toml"
    file.write_text("agents = 3")
    assert "it names no model" in called(file)[2]
    code, _, err = called(tmp_path / "none.toml")
    assert code == 2
    assert "none.toml cannot be used" in err
