"""A flow of no-op tasks on the unmodified client: `python tasks.py COUNT ROUNDS`.

Prints one line of JSON at the end of each run, and waits for a line before the next: meanwhile the bench looks whether
the server shows every task run, so that looking takes no time from a process that is still sending.
"""

import json
import sys
import time

from prefect import flow, task
from prefect.runtime import flow_run

TASKS = int(sys.argv[1])
ROUNDS = int(sys.argv[2])


@task
def noop(n: int) -> int:
    return n


@flow(name="bench-python")
def sequential() -> tuple[int, str]:
    return sum(noop(n) for n in range(TASKS)), flow_run.id


for _ in range(ROUNDS):
    started = time.perf_counter()
    total, run_id = sequential()
    millis = (time.perf_counter() - started) * 1000
    assert total == TASKS * (TASKS - 1) // 2, total
    print(json.dumps({"flowRunId": run_id, "millis": millis, "ended": time.time() * 1000}), flush=True)
    sys.stdin.readline()
