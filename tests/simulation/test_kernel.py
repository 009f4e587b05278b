import math

import pytest

from twin.simulation.kernel import EndlessReactionError, Kernel, Trial
from twin.simulation.states import State


class Echo:
    """Whatever happens to a node happens to the next one."""

    def __init__(self, last):
        self.last = last

    def react(self, kernel, fresh):
        for place in fresh:
            change = kernel.history[place]
            if change.state == "health" and change.node < self.last:
                kernel.change(change.node + 1, "health", change.value, cause=place, by="echo")


class Drain:
    """A tank that runs empty: dh/dt = -k √h, with an exact solution."""

    def __init__(self, *, level, k, alarm, step_s):
        self.level, self.k, self.alarm, self.step_s = level, k, alarm, step_s

    def at(self, seconds):
        return max(0.0, math.sqrt(self.level) - self.k * seconds / 2) ** 2

    def trial(self, kernel, until_s):
        after = self.at(until_s - kernel.time_s)
        crossing = None
        if self.level > self.alarm >= after:
            crossing = kernel.time_s + 2 * (math.sqrt(self.level) - math.sqrt(self.alarm)) / self.k
        return Trial(crossing, lambda: setattr(self, "level", after))

    def crossed(self, kernel):
        self.level = min(self.level, self.alarm)
        kernel.change(0, "space", "degraded", by="drain")


def fail(node):
    return lambda kernel: kernel.change(node, "health", "failed", by="test")


def test_reaction_goes_on_until_nothing_changes_and_names_its_causes():
    kernel = Kernel([Echo(3)])
    kernel.schedule(5, fail(0))
    kernel.run(10)
    assert [(one.time_s, one.node, one.cause) for one in kernel.history] == [
        (5, 0, -1),
        (5, 1, 0),
        (5, 2, 1),
        (5, 3, 2),
    ]


def test_ties_go_by_priority_and_then_by_order_of_insertion():
    kernel, done = Kernel(), []
    for name, priority in (("late", 1), ("first", 0), ("second", 0)):
        kernel.schedule(1, lambda _, name=name: done.append(name), priority=priority)
    kernel.run(1)
    assert done == ["first", "second", "late"]


def test_what_is_due_after_the_end_is_not_done():
    kernel = Kernel()
    kernel.schedule(10, fail(0))
    kernel.schedule(10.001, fail(1))
    kernel.run(10)
    assert [one.node for one in kernel.history] == [0]
    assert kernel.time_s == 10


@pytest.mark.parametrize("step_s", [0.7, 10, 1000])
def test_crossing_becomes_an_event_at_its_own_time_whatever_the_step(step_s):
    kernel = Kernel(processes=[Drain(level=4.0, k=0.1, alarm=1.0, step_s=step_s)])
    kernel.run(30)
    assert [(one.state, one.value) for one in kernel.history] == [("space", "degraded")]
    assert kernel.history[0].time_s == pytest.approx(20.0)  # 2 (√4 − √1) / 0.1


def test_crossing_of_one_process_halts_the_others_at_the_same_moment():
    slow = Drain(level=9.0, k=0.1, alarm=-1, step_s=1000)
    kernel = Kernel(processes=[Drain(level=4.0, k=0.1, alarm=1.0, step_s=1000), slow])
    seen = []
    kernel._rules = (type("Look", (), {"react": lambda _, kernel, fresh: seen.append(slow.level)})(),)
    kernel.run(30)
    assert seen == [pytest.approx(4.0)]  # (3 − 0.05·20)²


def test_a_change_to_what_is_so_already_is_no_change():
    kernel = Kernel()
    assert kernel.change(0, "health", "ok") == -1
    assert kernel.history == []


def test_rules_that_undo_each_other_are_reported():
    class Flip:
        def react(self, kernel, fresh):
            kernel.change(0, "valve", "closed" if kernel.value("valve", 0) == "open" else "open")

    kernel = Kernel([Flip()])
    kernel.schedule(0, fail(0))
    with pytest.raises(EndlessReactionError, match="still answer each other"):
        kernel.run(1)


def test_states_can_be_declared_by_hazards():
    kernel = Kernel(states=[State("depth", 0.0, unit="m")])
    kernel.change(3, "depth", 0.2)
    assert kernel.value("depth", 3) == 0.2
    assert dict(kernel.holding("depth")) == {3: 0.2}
