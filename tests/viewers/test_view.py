import pytest
from PIL import Image

from twin.cli import main
from twin.store.save import save


@pytest.fixture
def stored(house, tmp_path):
    save(house, tmp_path / "estate.gpkg")
    return tmp_path / "estate.gpkg"


def test_verb_writes_a_picture_and_says_what_it_shows(stored, tmp_path, capsys):
    path = tmp_path / "p.png"
    line = ["view", str(stored), "--screenshot", str(path), "--size", "400x250", "--color-by", "storey"]
    assert main(line) == 0
    with Image.open(path) as written:
        assert written.size == (400, 250)
    assert "9 things, 108 triangles in" in capsys.readouterr().err


def test_verb_takes_several_kinds(stored, tmp_path, capsys):
    line = [
        "view",
        str(stored),
        "--screenshot",
        str(tmp_path / "p.png"),
        "--size",
        "400x250",
        "--only",
        "space",
        "wall",
    ]
    assert main(line) == 0
    assert "5 things" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--size", "big"], "is no size"),
        (["--storey", "Roof"], "There are Ground, Upper"),
        (["--color-by", "nothing"], "no column and no property"),
    ],
)
def test_wrong_use_ends_with_status_two_and_one_line(stored, tmp_path, capsys, options, message):
    assert main(["view", str(stored), "--screenshot", str(tmp_path / "p.png"), *options]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "p.png").exists()


def test_verb_draws_links_and_takes_passable_ones_if_none_is_named(stored, tmp_path, capsys):
    path = tmp_path / "p.png"
    assert main(["view", str(stored), "--links", "--screenshot", str(path)]) == 2
    assert "--links opens_onto: the twin has no such links. There are none at all." in capsys.readouterr().err
    assert not path.exists()
