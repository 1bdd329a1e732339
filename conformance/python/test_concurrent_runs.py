"""Many runs at once, from one process and from several."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from prefect import flow, task

PROGRAM = """
import sys
from prefect import flow, task

@task
def double(x):
    return 2 * x

@flow(name=sys.argv[1])
def doubles(start: int):
    return sum(double.map(range(start, start + 3)).result())

print(doubles(int(sys.argv[2])))
"""


def test_runs_of_one_event_loop(stored, unique):
    @task
    async def double(x: int):
        return 2 * x

    @flow(name=unique)
    async def doubles(n: int):
        return await double(n)

    async def all_at_once():
        return await asyncio.gather(*(doubles(n) for n in range(8)))

    assert asyncio.run(all_at_once()) == [2 * n for n in range(8)]
    runs = stored.runs_of_flow(unique)
    assert [run["state_type"] for run in runs] == ["COMPLETED"] * 8
    assert sorted(run["parameters"]["n"] for run in runs) == list(range(8))
    for run in runs:
        assert stored.task_runs(run["id"], 1)[0]["state_type"] == "COMPLETED"


def test_runs_of_several_threads(stored, unique):
    @flow(name=unique)
    def square(n: int):
        return n * n

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(square, range(8))) == [n * n for n in range(8)]
    runs = stored.runs_of_flow(unique)
    assert [run["state_type"] for run in runs] == ["COMPLETED"] * 8
    assert len({run["name"] for run in runs} | {run["id"] for run in runs}) >= 9


def test_runs_of_several_processes(stored, unique):
    programs = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, unique, str(start)], stdout=subprocess.PIPE, text=True)
        for start in (0, 10, 20)
    ]
    outputs = [program.communicate(timeout=55)[0].strip() for program in programs]
    assert outputs == ["6", "66", "126"]
    runs = stored.runs_of_flow(unique)
    assert [run["state_type"] for run in runs] == ["COMPLETED"] * 3
    for run in runs:
        assert len(stored.task_runs(run["id"], 3)) == 3
