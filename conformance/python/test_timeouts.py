"""Runs that take too long."""

import time

import pytest
from prefect import flow, task


def test_a_flow_that_takes_too_long(stored, unique):
    @flow(name=unique, timeout_seconds=0.3)
    def slow():
        for _ in range(100):
            time.sleep(0.05)

    with pytest.raises(TimeoutError):
        slow()
    run = stored.only_run_of(unique)
    assert (run["state_type"], run["state_name"]) == ("FAILED", "TimedOut")
    assert run["state"]["message"] == "Flow run exceeded timeout of 0.3 second(s)"


def test_a_task_that_takes_too_long(stored, unique):
    @task(timeout_seconds=0.3)
    def slow():
        for _ in range(100):
            time.sleep(0.05)

    @flow(name=unique)
    def parent():
        return slow(return_state=True).name

    assert parent() == "TimedOut"
    run = stored.only_run_of(unique)
    assert run["state_type"] == "COMPLETED"
    (task_run,) = stored.task_runs(run["id"], 1)
    assert (task_run["state_type"], task_run["state_name"]) == ("FAILED", "TimedOut")
