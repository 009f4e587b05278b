import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.geometry.boxes import overlapping

corners = st.lists(st.tuples(*[st.integers(-20, 20)] * 6), max_size=12)


def boxes(rows):
    ends = np.sort(np.array(rows, dtype=float).reshape(-1, 2, 3), axis=1)
    return ends[:, 0], ends[:, 1]


@given(corners, corners)
def test_pairs_are_those_that_trying_all_of_them_finds(ours, theirs):
    one, other = boxes(ours), boxes(theirs)
    meet = (one[0][:, None] <= other[1]).all(axis=2) & (other[0] <= one[1][:, None]).all(axis=2)
    assert np.column_stack(overlapping(one, other)).tolist() == np.argwhere(meet).tolist()


def test_what_has_no_shape_hides_nothing_of_the_others():
    lower = np.array([[0.0, 0, 0], [np.nan] * 3, [1, 0, 0]])
    here, there = overlapping((lower, lower + 2), (lower, lower + 2))
    assert np.column_stack((here, there)).tolist() == [[0, 0], [0, 2], [2, 0], [2, 2]]
