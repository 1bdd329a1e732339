"""Cached results: the client finds them, the server is told."""

from datetime import timedelta

from prefect import flow, task
from prefect.cache_policies import INPUTS


def final_names(stored, flow_name, count):
    found = []
    for run in stored.runs_of_flow(flow_name):
        found += [task_run["state_name"] for task_run in stored.task_runs(run["id"], count)]
    return sorted(found)


def test_the_second_run_with_the_same_inputs_is_cached(stored, unique):
    calls = []

    @task(cache_policy=INPUTS, persist_result=True)
    def square(x: int, salt: str):
        calls.append(x)
        return x * x

    @flow(name=unique)
    def squares(x: int):
        return square(x, unique)

    assert [squares(3), squares(3), squares(4)] == [9, 9, 16]
    assert calls == [3, 4]
    assert final_names(stored, unique, 1) == ["Cached", "Completed", "Completed"]


def test_a_cache_key_is_shared_within_a_flow(stored, unique):
    calls = []

    @task(cache_key_fn=lambda context, parameters: f"key-{unique}", persist_result=True)
    def once(n: int):
        calls.append(n)
        return n

    @flow(name=unique)
    def twice():
        return [once(1), once(2)]

    assert twice() == [1, 1]
    assert calls == [1]
    assert final_names(stored, unique, 2) == ["Cached", "Completed"]


def test_refreshing_and_expired_entries_are_computed_again(stored, unique):
    calls = []

    def body(salt: str):
        calls.append(salt)
        return len(calls)

    brief = task(body, cache_policy=INPUTS, cache_expiration=timedelta(microseconds=1), persist_result=True)
    kept = task(body, cache_policy=INPUTS, persist_result=True)

    @flow(name=unique)
    def runs():
        return [
            brief(f"{unique}-brief"),
            brief(f"{unique}-brief"),
            kept(f"{unique}-kept"),
            kept.with_options(refresh_cache=True)(f"{unique}-kept"),
        ]

    assert runs() == [1, 2, 3, 4]
    assert final_names(stored, unique, 4) == ["Completed"] * 4
