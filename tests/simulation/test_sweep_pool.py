"""Worker processes that may die, and what becomes of the tasks that they were busy with."""

import os
import signal
from collections import Counter
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import pytest

from twin.simulation.sweep.gathering import BrokenSweepError, gathered
from twin.simulation.sweep.plan import Task
from twin.simulation.sweep.tasks import Batch, Outcome
from twin.workers.pool import WorkerDiedError, WorkerPool

TASKS = [Task(number, number, ()) for number in range(40)]


class Inline(Executor):
    """Makes calls at once; dies of some tasks, as often as told."""

    def __init__(self, deaths=()):
        self.deaths = Counter(deaths)
        self.calls = []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        (tasks,) = args
        self.calls.append([task.number for task in tasks])
        fatal = next((task.number for task in tasks if self.deaths[task.number]), None)
        if fatal is None:
            future.set_result(fn(tasks))
        else:
            self.deaths[fatal] -= 1
            future.set_exception(WorkerDiedError("its worker was ended by SIGKILL"))
        return future


def runs(tasks):
    return Batch(tuple(Outcome(task.number, {"x": task.number / 2}) for task in tasks), 0.0)


def results(executor, tasks=TASKS):
    return {one.task: one for batch in gathered(executor, runs, tasks, width=2) for one in batch}


def test_calls_are_made_in_other_processes():
    with WorkerPool(2) as pool:
        assert {pool.submit(os.getpid).result() for _ in range(8)} <= set(pool.processes)
        assert os.getpid() not in pool.processes


def test_exceptions_come_back_and_the_process_stays():
    with WorkerPool(1) as pool:
        before = pool.submit(os.getpid).result()
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result()
        assert pool.submit(os.getpid).result() == before


def test_death_fails_one_call_and_says_why():
    with WorkerPool(1) as pool:
        with pytest.raises(WorkerDiedError, match="its worker ended with code 7"):
            pool.submit(os._exit, 7).result()
        with pytest.raises(WorkerDiedError, match="its worker was ended by SIGKILL"):
            pool.submit(signal.raise_signal, signal.SIGKILL).result()
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


def test_what_a_run_prints_does_not_mix_with_results(capfd):
    with WorkerPool(1) as pool:
        assert pool.submit(print, "loud", flush=True).result() is None
    assert capfd.readouterr() == ("", "loud\n")


def test_result_that_cannot_be_sent_is_an_error():
    with WorkerPool(1) as pool, pytest.raises(RuntimeError, match="the result cannot be sent"):
        pool.submit(eval, "lambda: 0").result()


def test_processes_end_with_the_pool():
    with WorkerPool(1) as pool:
        process = pool.submit(os.getpid).result()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_all_tasks_are_done_once():
    executor = Inline()
    assert sorted(results(executor)) == [task.number for task in TASKS]
    assert sorted(number for call in executor.calls for number in call) == [task.number for task in TASKS]


def test_batches_grow_while_they_are_quick():
    executor = Inline()
    results(executor, [Task(number, 0, ()) for number in range(2000)])
    assert len(executor.calls) < 60


@pytest.mark.parametrize("deaths", [{17: 1}, {17: 2}, {3: 1, 17: 2, 39: 1}])
def test_worker_that_dies_once_or_twice_loses_nothing(deaths):
    assert results(Inline(deaths)) == results(Inline())


def test_task_that_kills_three_workers_is_failed_with_the_reason_and_the_others_are_done():
    found = results(Inline({17: 99}))
    assert found.pop(17).error == "the worker died 3 times in this run: its worker was ended by SIGKILL"
    assert found == {number: one for number, one in results(Inline()).items() if number != 17}


def test_killer_costs_no_more_than_three_workers():
    executor = Inline({17: 99})
    results(executor)
    assert 99 - executor.deaths[17] == 3


def test_cluster_that_has_tried_often_enough_is_not_asked_again():
    class KilledWorker(Exception):  # noqa: N818
        """Named like what Dask raises."""

    class Cluster(Inline):
        def submit(self, fn, /, *args, **kwargs):
            future = super().submit(fn, *args, **kwargs)
            if future.exception():
                future = Future()
                future.set_exception(KilledWorker())
            return future

    executor = Cluster({17: 99})
    assert "died" in results(executor)[17].error
    assert executor.calls.count([17]) == 1


def test_executor_that_breaks_for_good_is_told_as_such():
    class Broken(Inline):
        def submit(self, fn, /, *args, **kwargs):
            raise BrokenExecutor("a child process terminated abruptly")

    with pytest.raises(BrokenSweepError, match="What is done is kept: run the same again to go on"):
        results(Broken())


def test_error_of_the_program_itself_is_raised():
    class Failing(Inline):
        def submit(self, fn, /, *args, **kwargs):
            future = Future()
            future.set_exception(MemoryError())
            return future

    with pytest.raises(MemoryError):
        results(Failing())


def test_any_executor_will_do():
    with ThreadPoolExecutor(2) as executor:
        assert results(executor) == results(Inline())
