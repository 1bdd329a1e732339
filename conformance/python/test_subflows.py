"""Flows called from flows."""

import asyncio

import pytest
from prefect import flow


def test_a_subflow_hangs_below_its_parent(stored, unique):
    @flow(name=f"{unique}-child")
    def child(x: int):
        return x + 1

    @flow(name=f"{unique}-parent")
    def parent():
        return child(1) + child(2)

    assert parent() == 5
    parent_run = stored.only_run_of(f"{unique}-parent")
    children = stored.runs_of_flow(f"{unique}-child")
    trackers = {run["id"]: run for run in stored.task_runs(parent_run["id"], 2)}
    assert {child["parent_task_run_id"] for child in children} == set(trackers)
    for child_run in children:
        tracker = trackers[child_run["parent_task_run_id"]]
        assert tracker["state"]["state_details"]["child_flow_run_id"] == child_run["id"]
    below = stored.post("/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": [parent_run["id"]]}}})
    assert {run["id"] for run in below} == {run["id"] for run in children}

    graph = stored.get(f"/flow_runs/{parent_run['id']}/graph-v2")
    assert sorted(node["kind"] for _, node in graph["nodes"]) == ["flow-run", "flow-run"]


def test_a_failing_subflow_fails_its_parent(stored, unique):
    @flow(name=f"{unique}-child")
    def child():
        raise ValueError("child")

    @flow(name=f"{unique}-parent")
    def parent():
        child()

    with pytest.raises(ValueError, match="child"):
        parent()
    assert stored.only_run_of(f"{unique}-child")["state_type"] == "FAILED"
    parent_run = stored.only_run_of(f"{unique}-parent")
    assert parent_run["state_type"] == "FAILED"
    assert stored.task_runs(parent_run["id"], 1)[0]["state_type"] == "FAILED"


def test_a_parent_may_survive_its_child(stored, unique):
    @flow(name=f"{unique}-child")
    def child():
        raise ValueError("child")

    @flow(name=f"{unique}-parent")
    def parent():
        return "fine" if child(return_state=True).is_failed() else "odd"

    assert parent() == "fine"
    assert stored.only_run_of(f"{unique}-parent")["state_type"] == "COMPLETED"


def test_subflows_at_the_same_time(stored, unique):
    arrived: list[int] = []
    everyone = asyncio.Event()

    @flow(name=f"{unique}-child")
    async def child(n: int):
        arrived.append(n)
        if len(arrived) == 3:
            everyone.set()
        await asyncio.wait_for(everyone.wait(), timeout=30)
        return n

    @flow(name=f"{unique}-parent")
    async def parent():
        return await asyncio.gather(*(child(n) for n in range(3)))

    assert asyncio.run(parent()) == [0, 1, 2]
    children = stored.runs_of_flow(f"{unique}-child")
    assert [run["state_type"] for run in children] == ["COMPLETED"] * 3
    assert max(run["start_time"] for run in children) < min(run["end_time"] for run in children)
