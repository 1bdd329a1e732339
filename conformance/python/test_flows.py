"""A flow run from its creation to its end."""

import asyncio
from datetime import datetime

import pytest
from prefect import flow, runtime, tags, task
from prefect.exceptions import ParameterTypeError
from prefect.states import Cancelled, Completed, Failed


def test_a_flow_returns_its_value_and_is_stored_as_completed(stored, unique):
    @flow(name=unique, description="adds", version="7", flow_run_name="adding {x} and {y}")
    def add(x: int, y: int = 2) -> int:
        return x + y

    with tags("blue", "green"):
        assert add(1) == 3

    run = stored.only_run_of(unique)
    assert run["name"] == "adding 1 and 2"
    assert run["parameters"] == {"x": 1, "y": 2}
    assert sorted(run["tags"]) == ["blue", "green"]
    assert run["flow_version"] == "7"
    assert (run["state_type"], run["state_name"], run["run_count"]) == ("COMPLETED", "Completed", 1)
    assert run["created"] <= run["start_time"] <= run["end_time"]
    assert run["total_run_time"] > 0
    assert run["deployment_id"] is None and run["parent_task_run_id"] is None
    assert stored.flow_run_state_names(run["id"]) == ["Pending", "Running", "Completed"]
    assert stored.get(f"/flows/{run['flow_id']}")["name"] == unique


def test_states_keep_the_microseconds_that_the_client_sent(stored, unique):
    @flow(name=unique)
    def precise():
        return 1

    state = precise(return_state=True)
    states = stored.flow_run_states(state.state_details.flow_run_id)
    assert datetime.fromisoformat(states[-1]["timestamp"]) == state.timestamp
    assert states[-1]["id"] == str(state.id)


def test_an_async_flow(stored, unique):
    @flow(name=unique)
    async def double(x: int) -> int:
        await asyncio.sleep(0)
        return 2 * x

    assert asyncio.run(double(4)) == 8
    assert stored.only_run_of(unique)["state_type"] == "COMPLETED"


def test_the_run_context_knows_the_stored_run(stored, unique):
    @flow(name=unique)
    def look():
        return runtime.flow_run.id, runtime.flow_run.name, runtime.flow_run.run_count

    run_id, name, run_count = look()
    run = stored.flow_run(run_id)
    assert (run["name"], run["run_count"]) == (name, run_count)


def test_an_exception_reaches_the_caller_unchanged_and_fails_the_run(stored, unique):
    class OutOfCheese(Exception):
        pass

    @flow(name=unique)
    def shop():
        raise OutOfCheese("no cheddar")

    with pytest.raises(OutOfCheese, match="no cheddar"):
        shop()
    run = stored.only_run_of(unique)
    assert (run["state_type"], run["state_name"]) == ("FAILED", "Failed")
    assert run["state"]["message"] == "Flow run encountered an exception: OutOfCheese: no cheddar"
    assert run["end_time"] is not None


def test_a_process_that_exits_leaves_a_crashed_run(stored, unique):
    @flow(name=unique)
    def leave():
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        leave()
    run = stored.only_run_of(unique)
    assert run["state_type"] == "CRASHED"
    assert stored.flow_run_state_names(run["id"]) == ["Pending", "Running", "Crashed"]


def test_parameters_that_do_not_fit_fail_the_run_before_its_body(stored, unique):
    entered = []

    @flow(name=unique)
    def typed(x: int):
        entered.append(x)

    with pytest.raises(ParameterTypeError):
        typed("seven")
    assert entered == []
    run = stored.only_run_of(unique)
    assert run["state_type"] == "FAILED"
    assert "Validation of flow parameters failed" in run["state"]["message"]
    assert run["start_time"] is None or run["run_count"] == 0


@pytest.mark.parametrize(
    ("returned", "state_type", "name", "message"),
    [
        (Completed(name="Nothing to do", message="empty"), "COMPLETED", "Nothing to do", "empty"),
        (Failed(name="Bad data", message="three rows"), "FAILED", "Bad data", "three rows"),
        (Cancelled(message="changed my mind"), "CANCELLED", "Cancelled", "changed my mind"),
    ],
    ids=["completed", "failed", "cancelled"],
)
def test_a_returned_state_becomes_the_final_state(stored, unique, returned, state_type, name, message):
    @flow(name=unique)
    def decide():
        return returned

    state = decide(return_state=True)
    assert (state.type.value, state.name, state.message) == (state_type, name, message)
    run = stored.only_run_of(unique)
    assert (run["state_type"], run["state_name"], run["state"]["message"]) == (state_type, name, message)


def test_the_final_state_follows_from_the_futures_returned(stored, unique):
    @task
    def work(n: int):
        if n == 1:
            raise ValueError("one")
        return n

    @flow(name=unique)
    def many():
        return work.map([0, 1, 2])

    state = many(return_state=True)
    assert state.is_failed() and state.message == "1/3 states failed."
    run = stored.only_run_of(unique)
    assert (run["state_type"], run["state"]["message"]) == ("FAILED", "1/3 states failed.")
    outcomes = [task_run["state_type"] for task_run in stored.task_runs(run["id"], 3)]
    assert sorted(outcomes) == ["COMPLETED", "COMPLETED", "FAILED"]


def test_a_failed_task_that_is_not_returned_does_not_fail_the_flow(stored, unique):
    @task
    def fail():
        raise ValueError("ignored")

    @flow(name=unique)
    def tolerant():
        assert fail(return_state=True).is_failed()
        return "fine"

    assert tolerant() == "fine"
    run = stored.only_run_of(unique)
    assert run["state_type"] == "COMPLETED"
    assert stored.task_runs(run["id"], 1)[0]["state_type"] == "FAILED"
