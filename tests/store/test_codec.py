import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.model.schema import Column
from twin.store.codec import pack, unpack

words = st.lists(st.text(st.characters(exclude_characters="\0"), max_size=8), max_size=40)


@pytest.mark.parametrize("kind", ["text", "word"])
@given(words)
def test_text_comes_back_as_it_was(kind, values):
    column = Column(kind, "")
    assert unpack(column, pack(column, column.array(values)), len(values)).tolist() == values


@given(st.lists(st.floats(allow_nan=True), max_size=20))
def test_numbers_come_back_to_the_bit(values):
    column = Column("float64", "", np.nan)
    assert unpack(column, pack(column, column.array(values)), len(values)).tobytes() == np.array(values).tobytes()


def test_matrices_keep_their_shape():
    column = Column("float64", "", np.nan, (3, 4))
    values = np.arange(24.0).reshape(2, 3, 4)
    assert np.array_equal(unpack(column, pack(column, values), 2), values)


def test_many_different_words_need_wider_numbers():
    column = Column("word", "")
    values = [str(number) for number in range(300)]
    packed = pack(column, column.array(values))
    assert packed.dtype == "<u2"
    assert unpack(column, packed, 300).tolist() == values


def test_a_null_in_a_name_does_not_shift_the_others():
    column = Column("text", "")
    assert unpack(column, pack(column, column.array(["a\0b", "c"])), 2).tolist() == ["a\ufffdb", "c"]
