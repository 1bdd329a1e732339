"""One task run per item."""

import pytest
from prefect import flow, task, unmapped
from prefect.exceptions import MappingLengthMismatch
from prefect.futures import as_completed


@task
def add(x: int, y: int) -> int:
    return x + y


def test_mapping_over_lists_and_constants(stored, unique):
    @flow(name=unique)
    def mapped():
        sums = add.map([1, 2, 3], unmapped(10))
        return add.map(sums, [1, 1, 1]).result()

    assert mapped() == [12, 13, 14]
    runs = stored.task_runs(stored.only_run_of(unique)["id"], 6)
    first = {run["id"] for run in runs if not run["task_inputs"]["x"]}
    second = [run for run in runs if run["task_inputs"]["x"]]
    assert len(first) == len(second) == 3
    assert {source["id"] for run in second for source in run["task_inputs"]["x"]} == first


def test_results_arrive_as_they_are_completed(stored, unique):
    @flow(name=unique)
    def gathered():
        return sorted(future.result() for future in as_completed(add.map(range(5), unmapped(0))))

    assert gathered() == [0, 1, 2, 3, 4]
    assert len(stored.task_runs(stored.only_run_of(unique)["id"], 5)) == 5


def test_lists_of_different_lengths_fail_the_flow(stored, unique):
    @flow(name=unique)
    def uneven():
        return add.map([1, 2], [1, 2, 3])

    with pytest.raises(MappingLengthMismatch):
        uneven()
    run = stored.only_run_of(unique)
    assert run["state_type"] == "FAILED"
    assert stored.post("/task_runs/count", {"flow_runs": {"id": {"any_": [run["id"]]}}}) == 0
