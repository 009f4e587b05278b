import numpy as np
import pytest

from twin.model.columns import Columns, text


def test_a_column_is_made_once_and_only_when_read():
    calls = []
    table = Columns({"a": lambda: calls.append(1) or np.arange(3), "b": lambda: pytest.fail("not asked for")}, 3)
    assert calls == []
    assert table["a"].tolist() == table["a"].tolist() == [0, 1, 2]
    assert calls == [1]


def test_columns_cannot_be_changed():
    table = Columns({"a": np.arange(3)}, 3)
    with pytest.raises(ValueError, match="read-only"):
        table["a"][0] = 9


def test_a_column_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 rows where its table has 3"):
        Columns({"a": np.arange(2)}, 3)["a"]


def test_text_keeps_strings_as_they_are():
    assert text(["Büro", ""]).tolist() == ["Büro", ""]
