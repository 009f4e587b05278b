"""Views that people keep beside an estate."""

from pathlib import Path

import pytest

from twin.errors import InputError, OutputError, UsageError
from twin_viewers.window.viewpoints import KeptView, keep_view, kept_views, remove_view, views_file

VIEW = KeptView("Été: sous-station", (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), hidden=("a", "b"), more={"cut": 1.5})


def test_a_view_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    keep_view(tmp_path / "e.gpkg", VIEW)
    assert kept_views(tmp_path / "e.gpkg") == (VIEW,)


def test_a_name_is_kept_once(tmp_path: Path) -> None:
    estate = tmp_path / "e.gpkg"
    keep_view(estate, VIEW)
    keep_view(estate, KeptView("other", (0, 0, 0), (1, 1, 1)))
    views = keep_view(estate, KeptView(VIEW.name, (9.0, 9.0, 9.0), (0.0, 0.0, 0.0)))
    assert [view.name for view in views] == [VIEW.name, "other"]
    assert views[0].position == (9.0, 9.0, 9.0)


def test_a_view_is_removed_by_name(tmp_path: Path) -> None:
    keep_view(tmp_path / "e.gpkg", VIEW)
    assert remove_view(tmp_path / "e.gpkg", VIEW.name) == ()
    with pytest.raises(UsageError, match="there is no such view"):
        remove_view(tmp_path / "e.gpkg", VIEW.name)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"form": "estate-twin views", "version": 2, "views": []}', "\x00"])
def test_a_bad_file_is_one_error_and_loses_nothing(tmp_path: Path, text: str) -> None:
    estate = tmp_path / "e.gpkg"
    views_file(estate).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="nothing of it was changed"):
        keep_view(estate, VIEW)
    assert views_file(estate).read_text(encoding="utf-8") == text
    assert [one.name for one in tmp_path.iterdir()] == ["e.views.json"]


def test_a_view_from_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="its camera is nowhere"):
        keep_view(tmp_path / "e.gpkg", KeptView("x", (float("nan"), 0.0, 0.0), (0.0, 0.0, 0.0)))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        keep_view(tmp_path / "gone" / "e.gpkg", VIEW)
