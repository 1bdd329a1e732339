"""Runs that wait for somebody, in place or out of it."""

import threading
from typing import Any

import pytest
from prefect import flow, pause_flow_run, resume_flow_run, runtime, suspend_flow_run
from prefect.client.orchestration import get_client
from prefect.exceptions import FlowPauseTimeout, NotPausedError, Pause
from prefect.flow_engine import run_flow
from prefect.input import RunInput
from stored import eventually


class Approval(RunInput):
    approved: bool
    comment: str = "none"


def resume_once_paused(stored: Any, flow_name: str, run_input: dict[str, Any] | None = None) -> threading.Thread:
    """Somebody else, who resumes the run as soon as it is seen paused (and its questions are there)."""

    def resume() -> None:
        def paused() -> Any:
            runs = stored.runs_of_flow(flow_name)
            return runs and runs[0]["state_type"] == "PAUSED" and runs[0]

        run = eventually(paused, f"{flow_name} paused")
        if run_input is not None:
            keyset = run["state"]["state_details"]["run_input_keyset"]
            path = f"/flow_runs/{run['id']}/input/{keyset['schema']}"
            eventually(lambda: stored.status("GET", path) == 200, "the schema of the input")
        resume_flow_run(run["id"], run_input=run_input)

    thread = threading.Thread(target=resume, daemon=True)
    thread.start()
    return thread


def test_a_paused_run_goes_on_when_resumed(stored, unique):
    @flow(name=unique)
    def waits():
        pause_flow_run(timeout=60, poll_interval=1)
        return "went on"

    other = resume_once_paused(stored, unique)
    assert waits() == "went on"
    other.join()
    run = stored.only_run_of(unique)
    assert run["state_type"] == "COMPLETED"
    assert stored.flow_run_state_names(run["id"]) == ["Pending", "Running", "Paused", "Running", "Completed"]


def test_a_pause_asks_for_input(stored, unique):
    @flow(name=unique)
    def asks():
        answer = pause_flow_run(wait_for_input=Approval, timeout=60, poll_interval=1)
        return answer.approved, answer.comment

    other = resume_once_paused(stored, unique, {"approved": True, "comment": "looks good"})
    assert asks() == (True, "looks good")
    other.join()
    run = stored.only_run_of(unique)
    assert "Paused" in stored.flow_run_state_names(run["id"])
    stored_inputs = stored.post(f"/flow_runs/{run['id']}/input/filter", {"prefix": "paused-", "limit": 10})
    assert {row["key"].rsplit("-", 1)[-1] for row in stored_inputs} >= {"schema", "response"}


def test_input_that_does_not_fit_is_refused(stored, unique):
    @flow(name=unique)
    def asks():
        run_id = runtime.flow_run.id
        refused = []

        def answer_badly_then_well() -> None:
            eventually(lambda: stored.flow_run(run_id)["state_type"] == "PAUSED", "the pause")
            keyset = stored.flow_run(run_id)["state"]["state_details"]["run_input_keyset"]
            path = f"/flow_runs/{run_id}/input/{keyset['schema']}"
            eventually(lambda: stored.status("GET", path) == 200, "the schema of the input")
            try:
                resume_flow_run(run_id, run_input={"approved": "perhaps"})
            except RuntimeError as error:
                refused.append(str(error))
            resume_flow_run(run_id, run_input={"approved": False})

        other = threading.Thread(target=answer_badly_then_well, daemon=True)
        other.start()
        answer = pause_flow_run(wait_for_input=Approval, timeout=60, poll_interval=1)
        other.join()
        return answer.approved, refused

    approved, refused = asks()
    assert approved is False
    assert len(refused) == 1 and "Cannot resume this run" in refused[0]


def test_a_pause_that_nobody_ends_fails_the_run(stored, unique):
    @flow(name=unique)
    def waits():
        pause_flow_run(timeout=1, poll_interval=1)

    with pytest.raises(FlowPauseTimeout):
        waits()
    assert stored.only_run_of(unique)["state_type"] == "FAILED"


def test_only_a_paused_run_can_be_resumed(stored, unique):
    @flow(name=unique)
    def done():
        return 1

    run_id = done(return_state=True).state_details.flow_run_id
    with pytest.raises(NotPausedError):
        resume_flow_run(run_id)
    assert stored.flow_run_state_names(run_id) == ["Pending", "Running", "Completed"]


def test_a_run_without_deployment_cannot_be_suspended(stored, unique):
    @flow(name=unique)
    def waits():
        suspend_flow_run(timeout=60)

    with pytest.raises(RuntimeError, match="cannot be suspended"):
        waits()
    assert stored.only_run_of(unique)["state_type"] == "FAILED"


def test_a_suspended_run_starts_again_with_its_input(stored, unique):
    if stored.status("POST", "/deployments/filter", {}) == 404:
        pytest.skip("the server has no deployments, and only a run of one can be suspended")
    attempts = []

    @flow(name=unique)
    def asks():
        attempts.append(1)
        answer = suspend_flow_run(wait_for_input=Approval, timeout=60, key="approval")
        return answer.comment

    with get_client(sync_client=True) as client:
        flow_id = client.create_flow(asks)
        deployment_id = client.create_deployment(flow_id, name=unique, entrypoint="here.py:asks")
        run = client.create_flow_run_from_deployment(deployment_id)
        with pytest.raises(Pause):
            run_flow(asks, flow_run=run, return_type="state")
        assert stored.flow_run(run.id)["state_name"] == "Suspended"

        resume_flow_run(run.id, run_input={"approved": True, "comment": "second time"})
        resumed = stored.flow_run(run.id)
        assert (resumed["state_type"], resumed["state_name"]) == ("SCHEDULED", "Resuming")

        final = run_flow(asks, flow_run=client.read_flow_run(run.id), return_type="state")
    assert final.result() == "second time"
    assert len(attempts) == 2
    names = stored.flow_run_state_names(run.id)
    assert names == ["Scheduled", "Running", "Suspended", "Resuming", "Running", "Completed"]
