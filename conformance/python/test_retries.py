"""Retries of tasks happen in the client and are told; retries of flows are the server's decision."""

import pytest
from prefect import flow, task


def test_a_task_is_retried_at_once(stored, unique):
    calls = []

    @task(retries=2)
    def flaky():
        calls.append(1)
        if len(calls) < 3:
            raise ValueError("not yet")
        return len(calls)

    @flow(name=unique)
    def parent():
        state = flaky(return_state=True)
        return state.state_details.task_run_id, state.result()

    task_run_id, value = parent()
    assert value == 3
    run = stored.task_run(task_run_id, "Completed")
    assert run["run_count"] == 3
    assert run["empirical_policy"]["retries"] == 2
    assert stored.task_run_state_names(task_run_id) == ["Pending", "Running", "Retrying", "Retrying", "Completed"]


def test_a_task_waits_between_retries(stored, unique):
    calls = []

    @task(retries=1, retry_delay_seconds=0.2)
    def flaky():
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("not yet")

    @flow(name=unique)
    def parent():
        flaky()

    parent()
    (run,) = stored.task_runs(stored.only_run_of(unique)["id"], 1)
    names = stored.task_run_state_names(run["id"])
    assert names == ["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]


def test_a_task_that_may_not_be_retried_fails_once(stored, unique):
    calls = []

    @task(retries=3, retry_condition_fn=lambda task, run, state: False)
    def hopeless():
        calls.append(1)
        raise ValueError("for good")

    @flow(name=unique)
    def parent():
        hopeless()

    with pytest.raises(ValueError, match="for good"):
        parent()
    assert len(calls) == 1
    (run,) = stored.task_runs(stored.only_run_of(unique)["id"], 1)
    assert stored.task_run_state_names(run["id"]) == ["Pending", "Running", "Failed"]


def test_a_flow_is_retried_by_the_server(stored, unique):
    calls = []

    @flow(name=unique, retries=2, retry_delay_seconds=0.2)
    def flaky():
        calls.append(1)
        if len(calls) < 2:
            raise ValueError("not yet")
        return len(calls)

    assert flaky() == 2
    run = stored.only_run_of(unique)
    assert (run["state_type"], run["run_count"]) == ("COMPLETED", 2)
    assert run["empirical_policy"]["retries"] == 2
    assert stored.flow_run_state_names(run["id"]) == ["Pending", "Running", "AwaitingRetry", "Running", "Completed"]


def test_a_flow_out_of_retries_has_failed(stored, unique):
    @flow(name=unique, retries=1)
    def hopeless():
        raise ValueError("always")

    with pytest.raises(ValueError, match="always"):
        hopeless()
    run = stored.only_run_of(unique)
    assert (run["state_type"], run["run_count"]) == ("FAILED", 2)
    names = stored.flow_run_state_names(run["id"])
    assert names == ["Pending", "Running", "AwaitingRetry", "Running", "Failed"]


def test_finished_tasks_of_a_retried_flow_keep_their_results(stored, unique):
    attempts, computed = [], []

    @task(persist_result=True)
    def expensive():
        computed.append(1)
        return 42

    @flow(name=unique, retries=1)
    def flaky():
        attempts.append(1)
        value = expensive()
        if len(attempts) == 1:
            raise ValueError("after the task")
        return value

    assert flaky() == 42
    assert (len(attempts), len(computed)) == (2, 1)
    runs = stored.task_runs(stored.only_run_of(unique)["id"], 2)
    assert sorted(run["state_name"] for run in runs) == ["Cached", "Completed"]
