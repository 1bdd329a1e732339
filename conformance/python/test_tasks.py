"""Task runs: orchestrated by the client, told to the server as events."""

import subprocess
import sys
import threading

import pytest
from prefect import allow_failure, flow, task
from prefect.states import Completed


def test_every_state_of_a_task_run_is_recorded(stored, unique):
    @task(name="halve", task_run_name="half of {x}", tags=["math"], description="divides by two", version="3")
    def halve(x: int) -> float:
        return x / 2

    @flow(name=unique)
    def parent():
        state = halve(9, return_state=True)
        return state.result(), state.state_details.task_run_id

    value, task_run_id = parent()
    assert value == 4.5
    run = stored.task_run(task_run_id, "Completed")
    assert run["name"] == "half of 9"
    assert run["tags"] == ["math"]
    assert run["task_key"].startswith("halve-")
    assert run["task_version"] == "3"
    assert run["flow_run_id"] == stored.only_run_of(unique)["id"]
    assert (run["run_count"], run["flow_run_run_count"]) == (1, 1)
    assert run["start_time"] <= run["end_time"]
    assert stored.task_run_state_names(task_run_id) == ["Pending", "Running", "Completed"]


def test_dependencies_between_tasks_are_recorded(stored, unique):
    @task
    def first():
        return {"value": 1}

    @task
    def second(x, y):
        return x["value"] + y

    @task
    def third():
        return "after"

    @flow(name=unique)
    def chain():
        a = first.submit()
        b = second.submit(a, 10)
        c = third.submit(wait_for=[b])
        return [f.task_run_id for f in (a, b, c)], b.result(), c.result()

    ids, value, after = chain()
    assert (value, after) == (11, "after")
    a, b, c = (stored.task_run(run_id, "Completed") for run_id in ids)
    assert b["task_inputs"]["x"] == [{"input_type": "task_run", "id": a["id"]}]
    assert b["task_inputs"]["y"] == []
    assert c["task_inputs"]["wait_for"] == [{"input_type": "task_run", "id": b["id"]}]

    graph = stored.get(f"/flow_runs/{a['flow_run_id']}/graph-v2")
    nodes = {node["id"]: node for _, node in graph["nodes"]}
    assert set(nodes) == set(map(str, ids))
    assert [parent["id"] for parent in nodes[b["id"]]["parents"]] == [a["id"]]
    assert graph["root_node_ids"] == [a["id"]]


def test_a_task_whose_upstream_failed_is_not_ready(stored, unique):
    @task
    def fail():
        raise RuntimeError("upstream")

    @task
    def after(x):
        raise AssertionError("never runs")

    @flow(name=unique)
    def chain():
        broken = fail.submit()
        blocked = after.submit(broken)
        blocked.wait()
        return Completed(message=str(blocked.task_run_id))

    blocked_id = chain(return_state=True).message
    blocked = stored.task_run(blocked_id, "NotReady")
    assert blocked["state_type"] == "PENDING"
    assert blocked["run_count"] == 0


def test_allow_failure_hands_over_the_exception(stored, unique):
    @task
    def fail():
        raise RuntimeError("expected")

    @task
    def report(x):
        return f"{type(x).__name__}: {x}"

    @flow(name=unique)
    def chain():
        return report(allow_failure(fail.submit()))

    assert chain() == "RuntimeError: expected"
    states = sorted(run["state_type"] for run in stored.task_runs(stored.only_run_of(unique)["id"], 2))
    assert states == ["COMPLETED", "FAILED"]


def test_a_failed_task_raises_in_the_flow_and_keeps_its_message(stored, unique):
    @task(name="broken")
    def broken():
        raise KeyError("missing")

    @flow(name=unique)
    def parent():
        broken()

    with pytest.raises(KeyError, match="missing"):
        parent()
    run = stored.only_run_of(unique)
    (task_run,) = stored.task_runs(run["id"], 1)
    assert run["state_type"] == "FAILED"
    assert task_run["state"]["message"] == "Task run encountered an exception KeyError: 'missing'"


def test_a_task_outside_a_flow_is_recorded_without_one(stored, unique):
    # In a process of its own: the client's event thread adds the flow it was first started under to every event.
    program = f"""
from prefect import task
print(task(lambda: 5, name="{unique}")(return_state=True).state_details.task_run_id)
"""
    task_run_id = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    run = stored.task_run(task_run_id.strip(), "Completed")
    assert run["flow_run_id"] is None
    assert run["name"] == unique


def test_submitted_tasks_run_at_the_same_time(stored, unique):
    everyone = threading.Barrier(4)

    @task
    def meet():
        everyone.wait(timeout=30)

    @flow(name=unique)
    def meeting():
        for future in [meet.submit() for _ in range(4)]:
            future.result()

    meeting()
    runs = stored.task_runs(stored.only_run_of(unique)["id"], 4)
    assert max(run["start_time"] for run in runs) < min(run["end_time"] for run in runs)


def test_a_hundred_tasks_are_all_there(stored, unique):
    @task
    def number(n: int):
        return n

    @flow(name=unique)
    def hundred():
        return sum(number(n) for n in range(100))

    assert hundred() == 4950
    runs = stored.task_runs(stored.only_run_of(unique)["id"], 100)
    assert {run["state_name"] for run in runs} == {"Completed"}
    assert len({run["dynamic_key"] for run in runs}) == 100
