"""A flow of no-op tasks on the unmodified client: `python tasks.py COUNT ROUNDS`. Prints one line of JSON a round."""

import json
import os
import sys
import time
import urllib.request

from prefect import flow, task
from prefect.runtime import flow_run

TASKS = int(sys.argv[1])
ROUNDS = int(sys.argv[2])
PATIENCE = 120.0


@task
def noop(n: int) -> int:
    return n


@flow(name="bench-python")
def sequential() -> tuple[int, str]:
    return sum(noop(n) for n in range(TASKS)), flow_run.id


def shown(flow_run_id: str) -> int:
    """How many task runs of the flow run the server shows as completed."""
    body = {
        "flow_runs": {"id": {"any_": [flow_run_id]}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    request = urllib.request.Request(
        os.environ["PREFECT_API_URL"] + "/task_runs/count",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


for _ in range(ROUNDS):
    started = time.perf_counter()
    total, run_id = sequential()
    ended = time.perf_counter()
    assert total == TASKS * (TASKS - 1) // 2, total
    while shown(run_id) < TASKS:
        assert time.perf_counter() - ended < PATIENCE, "not all task runs became visible"
        time.sleep(0.005)
    visible = time.perf_counter() - ended
    print(json.dumps({"millis": (ended - started) * 1000, "visible": visible * 1000}), flush=True)
