import pickle

import pytest

from twin.errors import InputError, TwinError, UsageError
from twin.simulation.kernel import EndlessReactionError
from twin.simulation.mistakes import FileError, Mistake


@pytest.mark.parametrize("sort", [TwinError, UsageError, InputError, EndlessReactionError])
def test_an_error_of_a_worker_says_the_same_where_it_arrives(sort):
    arrived = pickle.loads(pickle.dumps(sort("a.ifc", "is no model", "Choose another.")))
    assert type(arrived) is sort
    assert (str(arrived), arrived.remedy) == ("a.ifc: is no model. Choose another.", "Choose another.")


def test_all_mistakes_of_a_file_arrive():
    mistakes = [Mistake(("event", place), "is wrong", "Mend it.") for place in (0, 1)]
    assert str(pickle.loads(pickle.dumps(FileError("a.toml", mistakes)))) == str(FileError("a.toml", mistakes))
