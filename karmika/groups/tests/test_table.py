"""People as a CSV file: what is read, what is refused with which words, and the command."""

import csv
import io

import numpy as np
import pytest
from click.testing import CliRunner

from karmika.cli import main
from karmika.groups.formation.arrays import EVERYTHING
from karmika.groups.formation.table import TableError, read

HEAD = "id,north,east,sex,languages,willing,wants,occupation\n"


def test_what_is_not_said_is_not_known_and_fits_everybody():
    people = read(HEAD + "a,0,0,female,te hi,,b,auto\nb,,,male,,no,,\n\n")
    assert people.ids == ["a", "b"]
    workers = people.workers
    assert workers.planar and np.isnan(workers.home[1]).all()
    assert workers.female.tolist() == [True, False] and workers.willing.tolist() == [True, False]
    assert workers.languages.tolist() == [3, EVERYTHING] and workers.occupation.tolist() == [0, -1]
    assert people.ties.wants.tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no column id"),
        ("id,north,east\n", "has no people"),
        ("id,north\na,1\n", "either the columns latitude and longitude"),
        ("id,north,east,phone\na,1,2,3\n", "column phone is not known"),
        ("id,north,east,north\na,1,2,3\n", "column north stands twice"),
        ("id,north,east\na,1\n", "line 2: it has another number of cells"),
        ("id,north,east\n,1,2\n", "line 2, column id: it is empty"),
        ("id,north,east\na,1,2\na,1,2\n", "line 3, column id: a stands there twice"),
        ("id,north,east\na,1,x\n", "line 2, column east: x is no place; write metres"),
        ("id,latitude,longitude\na,99,1\n", "line 2, column latitude: 99 is no place; write degrees"),
        (HEAD + "a,1,2,,,maybe,,\n", "line 2, column willing: maybe is neither yes nor no"),
        (HEAD + "a,1,2,,,,c,\n", "line 2, column wants: there is no id c"),
        (HEAD + "a,1,2,,,,a,\n", "line 2, column wants: a person is tied to herself"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what_to_do(text, words):
    with pytest.raises(TableError, match=words):
        read(text)


def test_the_command_writes_groups_and_reasons(tmp_path, monkeypatch):
    file = tmp_path / "people.csv"
    file.write_text("id,north,east\n" + "".join(f"p{n},{10 * n},0\n" for n in range(5)) + "far,9000,0\n")
    done = CliRunner().invoke(main, ["groups", "propose", "--csv", str(file), "--moves", "5", "--bound"])
    assert done.exit_code == 0, done.output
    assert "1 groups, 5 people in them, 1 left out." in done.stderr
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (rows["p2"]["host"], rows["p0"]["metres_to_host"], rows["p0"]["group"]) == ("yes", "20", "1")
    assert (rows["far"]["reason"], rows["far"]["next_group"]) == ("too_few_near", "1")
    assert rows["far"]["metres_to_next_host"] == "8980"


def test_the_command_refuses_with_line_and_column(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("id,north,east\na,1,x\n")
    done = CliRunner().invoke(main, ["groups", "propose", "--csv", str(file)])
    assert done.exit_code == 2
    assert "line 2, column east" in done.output
