import pytest

from twin.cli import main
from twin.store.save import save


@pytest.fixture
def stored(house, tmp_path):
    save(house, tmp_path / "estate.gpkg")
    return tmp_path / "estate.gpkg"


@pytest.mark.parametrize(
    ("target", "said"),
    [("house.glb", "9 things, 108 triangles, 0.0 MB"), ("house.html", "things, 0.")],
)
def test_target_is_written_and_told_in_one_line(stored, tmp_path, capsys, target, said):
    assert main(["view", str(stored), f"--{target.partition('.')[2]}", str(tmp_path / target)]) == 0
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert (tmp_path / target).stat().st_size > 1000


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--glb", "a.glb", "--html", "b.html"], "--html --glb: cannot be made in one call"),
        (["--glb", "a.glb", "--web"], "--glb --web: cannot be made in one call"),
        (["--glb", "a.glb", "--at", "00:45"], "--at: says nothing without --run RUN"),
        (["--html", "a.html", "--state", "power"], "--state: says nothing without --run RUN"),
        (["--html", "a.html", "--port", "8080"], "--port: says nothing without --web"),
        (["--html", "a.html", "--lang", "de"], "there is no such language"),
        (["--html", "a.pdf"], "Let it end in .html or .htm"),
        (["--html", "none/a.html"], "its directory does not exist"),
        (["--html", "a.html", "--links"], "can be shown in pictures only"),
        (["--html", "a.html", "--storey", "Roof"], "There are Ground, Upper"),
        (["--movie", "a.mp4", "--size", "10x10"], "no movie has such a size"),
        (["--html", "a.html", "--run", "nowhere"], "holds no run"),
        (["--html", "a.html", "--size", "800x600"], "--size: says nothing without --screenshot, --movie or a window"),
        (["--plans", "plans", "--color-by", "use"], "--color-by: says nothing without a picture"),
        (["--web", "--port", "80000"], "--port 80000: is no port"),
        (["--web", "--host", "nowhere.invalid"], "nowhere.invalid: is no address of this machine"),
        (["--web", "--run", "nowhere"], "holds no run"),
    ],
)
def test_wrong_use_ends_with_status_two_and_one_line(stored, tmp_path, capsys, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    assert main(["view", str(stored), *options]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["estate.gpkg"]
