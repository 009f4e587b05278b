import subprocess

import numpy as np
import pytest

from twin.errors import UsageError
from twin_viewers.send.encoder import encoded
from twin_viewers.send.movie import Timing, write_movie
from twin_viewers.send.place import written_whole


def ffmpeg(*line):
    from imageio_ffmpeg import get_ffmpeg_exe

    return subprocess.run([get_ffmpeg_exe(), "-hide_banner", *line], capture_output=True, check=False)


def pictures_of(path, *, size):
    raw = ffmpeg("-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-").stdout
    return np.frombuffer(raw, dtype=np.uint8).reshape(-1, size[1], size[0], 3).astype(int)


def test_movie_is_h264_with_even_sides_that_every_player_shows(house, tmp_path):
    count = write_movie(house, tmp_path / "m.mp4", size=(321, 241), timing=Timing(1.0, 4))
    said = ffmpeg("-i", str(tmp_path / "m.mp4")).stderr.decode()
    assert all(one in said for one in ("Video: h264", "yuv420p", "320x240", "4 fps"))
    assert count == len(pictures_of(tmp_path / "m.mp4", size=(320, 240))) == 4


def test_movie_around_the_house_shows_it_from_four_sides(house, tmp_path):
    write_movie(house, tmp_path / "m.mp4", size=(320, 240), timing=Timing(1.0, 4))
    pictures = pictures_of(tmp_path / "m.mp4", size=(320, 240))
    assert np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2, 3)).min() > 1.0


@pytest.mark.parametrize("ending", ["gif", "webm"])
def test_other_endings_make_other_sorts(tmp_path, ending):
    pictures = (np.full((48, 64, 3), tone, dtype=np.uint8) for tone in (0, 120, 250))
    assert encoded(pictures, tmp_path / f"m.{ending}", size=(64, 48), fps=4) == 3
    tones = pictures_of(tmp_path / f"m.{ending}", size=(64, 48)).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(tones, [0, 120, 250], atol=3)


def test_interrupted_movie_leaves_what_stood_there(tmp_path):
    def pictures():
        yield np.zeros((48, 64, 3), dtype=np.uint8)
        raise KeyboardInterrupt

    (tmp_path / "m.mp4").write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), written_whole(tmp_path / "m.mp4") as unfinished:
        encoded(pictures(), unfinished, size=(64, 48), fps=4)
    assert [one.name for one in tmp_path.iterdir()] == ["m.mp4"]
    assert (tmp_path / "m.mp4").read_bytes() == b"before"


def test_progress_is_told_of_each_picture(house, tmp_path):
    from contextlib import contextmanager

    class Told:
        steps, total = 0, 0

        @contextmanager
        def stage(self, name, *, file="", total=None):
            self.total = total
            yield lambda steps: setattr(self, "steps", self.steps + steps)

    told = Told()
    write_movie(house, tmp_path / "m.mp4", size=(240, 200), timing=Timing(1.0, 3), progress=told)
    assert (told.steps, told.total) == (3, 3)


def test_size_that_no_movie_has_is_refused(house, tmp_path):
    with pytest.raises(UsageError, match="no movie has such a size"):
        write_movie(house, tmp_path / "m.mp4", size=(10, 10))
