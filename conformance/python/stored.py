"""What the server has stored, read over REST without any of Prefect's code in between."""

import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import httpx

T = TypeVar("T")
Json = dict[str, Any]

TERMINAL = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


def eventually(look: Callable[[], T | None], what: str, seconds: float = 20) -> T:
    """The first thing `look` finds. Events and logs reach the server after the client has gone on."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"the server did not show {what} within {seconds} s; last answer: {found!r}")
        time.sleep(0.05)


class Stored:
    def __init__(self, api_url: str) -> None:
        self._http = httpx.Client(base_url=api_url, timeout=30)

    def __enter__(self) -> "Stored":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        return self._http.get(path, params=query).raise_for_status().json()

    def post(self, path: str, body: Any = None) -> Any:
        return self._http.post(path, json=body or {}).raise_for_status().json()

    def status(self, method: str, path: str, body: Any = None) -> int:
        return self._http.request(method, path, json=body).status_code

    # Flow runs

    def flow_run(self, run_id: UUID | str) -> Json:
        return self.get(f"/flow_runs/{run_id}")

    def flow_run_named(self, name: str) -> Json:
        runs = self.post("/flow_runs/filter", {"flow_runs": {"name": {"any_": [name]}}})
        assert len(runs) == 1, f"{len(runs)} runs named {name}"
        return runs[0]

    def runs_of_flow(self, flow_name: str) -> list[Json]:
        return self.post(
            "/flow_runs/filter",
            {"flows": {"name": {"any_": [flow_name]}}, "sort": "EXPECTED_START_TIME_ASC"},
        )

    def only_run_of(self, flow_name: str) -> Json:
        runs = self.runs_of_flow(flow_name)
        assert len(runs) == 1, f"{len(runs)} runs of {flow_name}"
        return runs[0]

    def flow_run_states(self, run_id: UUID | str) -> list[Json]:
        """In the order of time, which no two of them share."""
        states = self.get("/flow_run_states/", flow_run_id=str(run_id))
        states.sort(key=lambda state: state["timestamp"])
        assert len({state["timestamp"] for state in states}) == len(states)
        return states

    def flow_run_state_names(self, run_id: UUID | str) -> list[str]:
        return [state["name"] for state in self.flow_run_states(run_id)]

    # Task runs

    def task_runs(self, flow_run_id: UUID | str, count: int) -> list[Json]:
        """All task runs of a flow run, once there are `count` of them and each has reached an end."""
        query = {"flow_runs": {"id": {"any_": [str(flow_run_id)]}}, "sort": "NAME_ASC"}

        def look() -> list[Json] | None:
            runs = self.post("/task_runs/filter", query)
            return runs if len(runs) == count and all(r["state_type"] in TERMINAL for r in runs) else None

        return eventually(look, f"{count} finished task runs of {flow_run_id}")

    def task_run(self, run_id: UUID | str, state: str) -> Json:
        """A task run, once its state has this name."""

        def look() -> Json | None:
            answer = self._http.get(f"/task_runs/{run_id}")
            return answer.json() if answer.status_code == 200 and answer.json()["state_name"] == state else None

        return eventually(look, f"task run {run_id} as {state}")

    def task_run_state_names(self, run_id: UUID | str) -> list[str]:
        states = self.get("/task_run_states/", task_run_id=str(run_id))
        return [state["name"] for state in sorted(states, key=lambda state: state["timestamp"])]

    # Logs and events

    def logs(self, flow_run_id: UUID | str, count: int) -> list[Json]:
        query = {"logs": {"flow_run_id": {"any_": [str(flow_run_id)]}}, "sort": "TIMESTAMP_ASC"}

        def look() -> list[Json] | None:
            found = self.post("/logs/filter", query)
            return found if len(found) >= count else None

        return eventually(look, f"{count} logs of {flow_run_id}")

    def events(self, filter: Json, count: int) -> list[Json]:
        def look() -> list[Json] | None:
            found = self.post("/events/filter", {"filter": {"order": "ASC", **filter}})["events"]
            return found if len(found) >= count else None

        return eventually(look, f"{count} events for {filter}")
