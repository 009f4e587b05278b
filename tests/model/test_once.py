from twin.model.once import once
from twin.model.twin import Twin

asked = []


@once
def answer(twin):
    asked.append(twin)
    return len(asked)


def test_each_twin_is_worked_out_once():
    one, other = Twin({}), Twin({})
    assert [answer(one), answer(other), answer(one)] == [1, 2, 1]
