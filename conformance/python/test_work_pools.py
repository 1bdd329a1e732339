"""`prefect work-pool …`, `prefect work-queue …`, and a real worker that runs a deployed flow."""

import json
import os
import sys
from pathlib import Path

import pytest
from cli import prefect
from prefect import flow
from prefect.client.orchestration import get_client

FLOW = '''
from prefect import flow

@flow
def remote(x: int = 1):
    print("ran with", x)
    return x
'''


@pytest.fixture
def pool(unique):
    prefect("work-pool", "create", unique, "--type", "process")
    yield unique
    prefect("work-pool", "delete", unique)


def test_a_pool_is_created_listed_and_inspected(stored, pool):
    shown = json.loads(prefect("work-pool", "inspect", pool, "--output", "json"))
    kept = stored.get(f"/work_pools/{pool}")
    for key in ("id", "name", "type", "status", "base_job_template", "default_queue_id"):
        assert shown[key] == kept[key], key
    assert kept["status"] == "NOT_READY"
    (row,) = [line for line in prefect("work-pool", "ls").splitlines() if pool in line]
    assert "process" in row


def test_a_pool_is_paused_resumed_and_limited(stored, pool):
    prefect("work-pool", "pause", pool)
    assert stored.get(f"/work_pools/{pool}")["status"] == "PAUSED"
    prefect("work-pool", "resume", pool)
    prefect("work-pool", "set-concurrency-limit", pool, "3")
    prefect("work-pool", "update", pool, "--description", "for tests")
    kept = stored.get(f"/work_pools/{pool}")
    assert (kept["is_paused"], kept["concurrency_limit"], kept["description"]) == (False, 3, "for tests")
    prefect("work-pool", "clear-concurrency-limit", pool)
    assert stored.get(f"/work_pools/{pool}")["concurrency_limit"] is None


def test_a_pool_that_is_not_there(stored, unique):
    assert stored.status("GET", f"/work_pools/{unique}") == 404
    assert "not found" in prefect("work-pool", "inspect", unique, code=1)


def test_queues_of_a_pool(stored, pool):
    prefect("work-queue", "create", "urgent", "--pool", pool, "--limit", "2", "--priority", "1")
    kept = stored.get(f"/work_pools/{pool}/queues/urgent")
    assert (kept["priority"], kept["concurrency_limit"]) == (1, 2)
    assert stored.get(f"/work_pools/{pool}/queues/default")["priority"] == 2
    prefect("work-queue", "pause", "urgent", "--pool", pool)
    assert stored.get(f"/work_pools/{pool}/queues/urgent")["status"] == "PAUSED"
    prefect("work-queue", "resume", "urgent", "--pool", pool)
    assert "urgent" in prefect("work-queue", "ls", "--pool", pool)
    prefect("work-queue", "delete", "urgent", "--pool", pool)
    assert stored.status("GET", f"/work_pools/{pool}/queues/urgent") == 404


def test_a_worker_runs_a_deployed_flow(stored, pool, tmp_path: Path):
    (tmp_path / "remote.py").write_text(FLOW)
    remote = flow.from_source(source=str(tmp_path), entrypoint="remote.py:remote")
    deployment_id = remote.deploy(name=pool, work_pool_name=pool, build=False, print_next_steps=False)
    with get_client(sync_client=True) as client:
        run = client.create_flow_run_from_deployment(deployment_id, parameters={"x": 7})
    assert stored.flow_run(run.id)["work_pool_name"] == pool

    # The worker starts the run with the Python that it finds first.
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    prefect("worker", "start", "--pool", pool, "--name", "w", "--run-once")

    ended = stored.flow_run(run.id)
    assert ended["state_type"] == "COMPLETED"
    assert ended["parameters"] == {"x": 7}
    assert ended["infrastructure_pid"]
    assert ended["labels"]["prefect.worker.name"] == "w"
    assert stored.get(f"/work_pools/{pool}")["status"] == "READY"
    assert stored.get(f"/deployments/{deployment_id}")["status"] == "READY"
    (worker,) = stored.post(f"/work_pools/{pool}/workers/filter", {})
    assert (worker["name"], worker["status"]) == ("w", "ONLINE")
