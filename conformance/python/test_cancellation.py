"""Runs that are told to stop."""

import pytest
from prefect import flow, runtime, task
from prefect.client.orchestration import get_client
from prefect.exceptions import CancelledRun
from prefect.states import Cancelled, Cancelling, Scheduled


def test_a_scheduled_run_is_cancelled_at_once(stored, unique):
    @flow(name=unique)
    def later():
        raise AssertionError("never runs")

    with get_client(sync_client=True) as client:
        run = client.create_flow_run(later, state=Scheduled())
        answer = client.set_flow_run_state(run.id, Cancelling())
        assert answer.state.type.value == "CANCELLED"
    assert stored.flow_run_state_names(run.id) == ["Scheduled", "Cancelled"]


def test_a_run_being_cancelled_can_only_become_cancelled(stored, unique):
    """Nothing watches an in-process run: it goes on, but that it completed is not accepted any more."""

    @flow(name=unique)
    def stopped():
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(runtime.flow_run.id, Cancelling())
        return "too late"

    state = stopped(return_state=True)
    assert state.name == "Cancelling"
    run = stored.only_run_of(unique)
    assert stored.flow_run_state_names(run["id"]) == ["Pending", "Running", "Cancelling"]
    assert run["end_time"] is None

    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run["id"], Cancelled())
    ended = stored.flow_run(run["id"])
    assert ended["state_type"] == "CANCELLED" and ended["end_time"] is not None


def test_a_cancelled_task_cancels_a_flow_that_returns_it(stored, unique):
    @task
    def stop():
        return Cancelled(message="enough")

    @flow(name=unique)
    def parent():
        return stop.submit()

    state = parent(return_state=True)
    assert state.is_cancelled()
    run = stored.only_run_of(unique)
    assert run["state_type"] == "CANCELLED"
    assert stored.task_runs(run["id"], 1)[0]["state_type"] == "CANCELLED"


def test_the_result_of_a_cancelled_run_raises(stored, unique):
    @flow(name=unique)
    def parent():
        return Cancelled(message="enough")

    with pytest.raises(CancelledRun):
        parent()
    assert stored.only_run_of(unique)["state_type"] == "CANCELLED"


def test_a_finished_run_cannot_be_cancelled(stored, unique):
    @flow(name=unique)
    def done():
        return 1

    run_id = done(return_state=True).state_details.flow_run_id
    with get_client(sync_client=True) as client:
        answer = client.set_flow_run_state(run_id, Cancelling())
    assert answer.status.value == "ABORT"
    assert stored.flow_run_state_names(run_id) == ["Pending", "Running", "Completed"]
