"""Events: emitted, stored, filtered, streamed."""

import asyncio
import os
import subprocess
from datetime import datetime, timedelta, timezone

from cli import PREFECT, prefect
from prefect import flow, task
from prefect.events import emit_event, get_events_subscriber
from prefect.events.clients import get_events_client
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.events.schemas.events import Event, Resource
from stored import eventually


def test_an_emitted_event_is_stored_with_its_run(stored, unique):
    @flow(name=unique)
    def emits():
        return emit_event(
            event=f"{unique}.happened",
            resource={"prefect.resource.id": f"thing.{unique}", "colour": "blue"},
            payload={"count": 3, "nested": {"list": [1, None]}},
        )

    event = emits()
    (found,) = stored.events({"event": {"name": [f"{unique}.happened"]}}, 1)
    assert found["id"] == str(event.id)
    assert found["resource"] == {"prefect.resource.id": f"thing.{unique}", "colour": "blue"}
    assert found["payload"] == {"count": 3, "nested": {"list": [1, None]}}
    assert datetime.fromisoformat(found["occurred"]) == event.occurred
    run = stored.only_run_of(unique)
    roles = {related["prefect.resource.role"]: related["prefect.resource.id"] for related in found["related"]}
    assert roles["flow-run"] == f"prefect.flow-run.{run['id']}"
    assert roles["flow"] == f"prefect.flow.{run['flow_id']}"


def test_the_command_line_emits_and_streams(stored, unique, tmp_path):
    name, output = f"{unique}.emitted", tmp_path / "events"
    with output.open("w") as file:
        streaming = subprocess.Popen(
            [PREFECT, "event", "stream", "--format", "text"], stdout=file, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
    try:
        prefect("event", "emit", name, "--resource-id", f"thing.{unique}", "--payload", '{"total": 12.5}')
        (found,) = stored.events({"event": {"name": [name]}}, 1)
        assert found["resource"]["prefect.resource.id"] == f"thing.{unique}"
        assert found["payload"] == {"total": 12.5}

        # Nothing says when it has begun to listen: it is told until it has heard.
        def heard():
            emit_event(event=f"{name}.again", resource={"prefect.resource.id": f"thing.{unique}"})
            return f"{name}.again thing.{unique}" in output.read_text()

        eventually(heard, "what it was told", seconds=60)
    finally:
        streaming.kill()
        streaming.wait()


def test_every_state_of_a_flow_run_is_an_event(stored, unique):
    @flow(name=unique)
    def plain():
        return 1

    run_id = plain(return_state=True).state_details.flow_run_id
    states = stored.flow_run_states(run_id)
    about_run = {"resource": {"id": [f"prefect.flow-run.{run_id}"]}, "event": {"exclude_name": ["prefect.flow-run.heartbeat"]}}
    events = stored.events(about_run, 3)
    assert [event["event"] for event in events] == [f"prefect.flow-run.{state['name']}" for state in states]
    assert [event["id"] for event in events] == [state["id"] for state in states]
    assert [event["follows"] for event in events] == [None, states[0]["id"], states[1]["id"]]
    assert events[-1]["resource"]["prefect.state-type"] == "COMPLETED"


def test_every_state_of_a_task_run_is_an_event(stored, unique):
    @task
    def work():
        return 1

    @flow(name=unique)
    def parent():
        return work(return_state=True).state_details.task_run_id

    task_run_id = parent()
    events = stored.events({"resource": {"id": [f"prefect.task-run.{task_run_id}"]}}, 3)
    assert [event["event"].rsplit(".", 1)[-1] for event in events] == ["Pending", "Running", "Completed"]


def named(name: str) -> EventFilter:
    now = datetime.now(timezone.utc)
    return EventFilter(
        event=EventNameFilter(name=[name]),
        occurred=EventOccurredFilter(since=now - timedelta(minutes=1), until=now + timedelta(days=1)),
    )


def event(name: str, n: int) -> Event:
    resource = Resource({"prefect.resource.id": f"thing.{name}", "n": str(n)})
    return Event(event=name, resource=resource, payload={"n": n})


def test_a_subscriber_sees_what_was_and_what_comes(stored, unique):
    """One event is there before the subscription, two come after it; each is seen once, in order."""
    emit_event(event=unique, resource={"prefect.resource.id": f"thing.{unique}", "n": "0"}, payload={"n": 0})
    stored.events({"event": {"name": [unique]}}, 1)

    async def listen() -> list[int]:
        seen: list[int] = []
        async with get_events_subscriber(filter=named(unique)) as subscriber, get_events_client() as client:
            async for received in subscriber:
                seen.append(received.payload["n"])
                if len(seen) < 3:
                    await client.emit(event(unique, len(seen)))
                else:
                    break
        return seen

    assert asyncio.run(asyncio.wait_for(listen(), timeout=30)) == [0, 1, 2]
    assert [found["payload"]["n"] for found in stored.events({"event": {"name": [unique]}}, 3)] == [0, 1, 2]


def test_a_subscriber_is_spared_other_events(stored, unique):
    for name in ("other", "wanted"):
        emit_event(event=f"{unique}.{name}", resource={"prefect.resource.id": f"thing.{unique}.{name}"})
    stored.events({"event": {"prefix": [unique]}}, 2)

    async def listen() -> list[str]:
        wanted = EventFilter(
            resource=EventResourceFilter(id=[f"thing.{unique}.wanted"]), occurred=named(unique).occurred
        )
        async with get_events_subscriber(filter=wanted) as subscriber:
            async for received in subscriber:
                return [received.event]
        return []

    assert asyncio.run(asyncio.wait_for(listen(), timeout=30)) == [f"{unique}.wanted"]


def test_events_are_counted(stored, unique):
    for n in range(3):
        emit_event(event=f"{unique}.{n % 2}", resource={"prefect.resource.id": f"thing.{unique}"})
    stored.events({"event": {"prefix": [unique]}}, 3)
    now = datetime.now(timezone.utc)
    occurred = {"since": (now - timedelta(hours=1)).isoformat(), "until": (now + timedelta(hours=1)).isoformat()}
    body = {"filter": {"event": {"prefix": [unique]}, "occurred": occurred}}
    counts = stored.post("/events/count-by/event", body)
    assert [(row["value"], row["count"]) for row in counts] == [(f"{unique}.0", 2), (f"{unique}.1", 1)]
