"""State-change hooks: called by the client, with what the server has stored by then."""

import pytest
from prefect import flow, task


def test_flow_hooks_see_the_stored_state(stored, unique):
    seen = []

    def hook(label):
        def called(flow, flow_run, state):
            seen.append((label, state.name, stored.flow_run(flow_run.id)["state_name"]))

        return called

    @flow(name=unique, on_running=[hook("running")], on_completion=[hook("completion")], on_failure=[hook("failure")])
    def watched():
        return 1

    watched()
    assert seen == [("running", "Running", "Running"), ("completion", "Completed", "Completed")]
    assert stored.only_run_of(unique)["state_name"] == "Completed"


def test_the_failure_hook_waits_for_the_last_attempt(stored, unique):
    seen = []

    @flow(
        name=unique,
        retries=1,
        on_running=[lambda flow, run, state: seen.append(state.name)],
        on_failure=[lambda flow, run, state: seen.append(state.name)],
    )
    def watched():
        raise ValueError("always")

    with pytest.raises(ValueError):
        watched()
    assert seen == ["Running", "Running", "Failed"]
    assert stored.only_run_of(unique)["run_count"] == 2


def test_task_hooks(stored, unique):
    seen = []

    def note(task, run, state):
        seen.append((task.name, state.name))

    @task(name="good", on_running=[note], on_completion=[note])
    def good():
        return 1

    @task(name="bad", on_failure=[note])
    def bad():
        raise ValueError("bad")

    @flow(name=unique)
    def watched():
        good()
        bad(return_state=True)
        return "done"

    assert watched() == "done"
    assert seen == [("good", "Running"), ("good", "Completed"), ("bad", "Failed")]
    runs = stored.task_runs(stored.only_run_of(unique)["id"], 2)
    assert sorted(run["state_name"] for run in runs) == ["Completed", "Failed"]
