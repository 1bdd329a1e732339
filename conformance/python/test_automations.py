"""Automations: made by the SDK and by deployments, driven by the command line, and what they do when they fire."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID

import pytest
from cli import prefect
from prefect import flow
from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.events import DeploymentEventTrigger, emit_event
from prefect.events.actions import CallWebhook, CancelFlowRun, DoNothing, RunDeployment
from prefect.events.schemas.automations import CompoundTrigger, EventTrigger, Posture, SequenceTrigger
from stored import eventually


def on(name: str, **more) -> EventTrigger:
    return EventTrigger(expect={name}, posture=Posture.Reactive, **{"threshold": 1, "within": timedelta(0), **more})


def emit(name: str, thing: str, **payload):
    return emit_event(event=name, resource={"prefect.resource.id": thing}, payload=payload)


def firings(stored, name: str, count: int) -> list:
    about = {
        "resource": {"labels": {"prefect.resource.name": name}},
        "event": {"name": ["prefect.automation.triggered"]},
    }
    return stored.events(about, count)


@pytest.fixture
def automation(unique):
    return Automation(name=unique, description="old", trigger=on(f"{unique}.x"), actions=[DoNothing()]).create()


@pytest.fixture
def deployment_id(unique) -> UUID:
    @flow(name=unique)
    def started(who: str = "nobody"):
        return who

    return started.to_deployment(name="d").apply()


def test_an_automation_is_created_read_changed_and_deleted(stored, automation, unique):
    read = Automation.read(name=unique)
    assert (read.id, read.trigger.expect) == (automation.id, {f"{unique}.x"})
    automation.description = "new"
    automation.update()
    path = f"/automations/{automation.id}"
    assert stored.get(path)["description"] == "new"
    automation.disable()
    assert stored.get(path)["enabled"] is False
    automation.enable()
    assert stored.get(path)["enabled"] is True
    assert automation.delete() is True
    assert stored.status("GET", path) == 404
    assert automation.delete() is False


def test_the_command_line(stored, automation, unique):
    path = f"/automations/{automation.id}"
    assert unique in prefect("automation", "ls")
    (shown,) = json.loads(prefect("automation", "inspect", unique, "--json"))
    assert shown["name"] == unique
    prefect("automation", "pause", unique)
    assert stored.get(path)["enabled"] is False
    prefect("automation", "resume", unique)
    assert stored.get(path)["enabled"] is True
    prefect("automation", "delete", unique)
    assert stored.status("GET", path) == 404
    assert "not found" in prefect("automation", "inspect", unique, code=1)


def test_an_event_starts_a_deployment(stored, deployment_id, unique):
    Automation(
        name=unique,
        trigger=on(f"{unique}.order", match={"prefect.resource.id": "shop.*"}),
        actions=[RunDeployment(deployment_id=deployment_id, parameters={"who": "{{ event.payload.who }}"})],
    ).create()
    emit(f"{unique}.order", "street.1", who="wrong")
    emit(f"{unique}.order", "shop.1", who="Ada")
    (run,) = eventually(lambda: stored.runs_of_flow(unique), "a flow run")
    assert run["parameters"] == {"who": "Ada"}
    assert run["created_by"]["type"] == "AUTOMATION"
    assert run["created_by"]["display_value"] == unique


def test_an_event_cancels_its_run(stored, deployment_id, unique):
    Automation(
        name=unique,
        trigger=on("prefect.flow-run.Scheduled", match_related={"prefect.resource.name": unique}),
        actions=[CancelFlowRun()],
    ).create()
    with get_client(sync_client=True) as client:
        run = client.create_flow_run_from_deployment(deployment_id)
    eventually(lambda: stored.flow_run(run.id)["state_type"] in ("CANCELLING", "CANCELLED"), "a run that is cancelled")


def test_an_event_calls_a_webhook(stored, unique):
    received = []

    class Sink(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append((self.headers["x-token"], self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Sink) as sink:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        block = Webhook(url=f"http://127.0.0.1:{sink.server_port}/hook", headers={"x-token": "s3cret"})
        block_id = block.save(unique)
        Automation(
            name=unique,
            trigger=on(f"{unique}.called"),
            actions=[CallWebhook(block_document_id=block_id, payload='{"thing": "{{ event.resource.id }}"}')],
        ).create()
        emit(f"{unique}.called", "thing.7")
        eventually(lambda: received, "a call of the webhook")
        sink.shutdown()
    assert [(token, json.loads(body)) for token, body in received] == [("s3cret", {"thing": "thing.7"})]
    done = {"event": {"name": ["prefect.automation.action.executed"]}, "resource": {"labels": {"prefect.resource.name": unique}}}
    (executed,) = stored.events(done, 1)
    assert executed["payload"]["status_code"] == 202


def test_sequences_ask_for_an_order_and_compound_triggers_do_not(stored, unique):
    children = [on(f"{unique}.one"), on(f"{unique}.two")]
    within = timedelta(seconds=60)
    sequence, compound = f"{unique}-sequence", f"{unique}-compound"
    Automation(name=sequence, trigger=SequenceTrigger(triggers=children, within=within), actions=[DoNothing()]).create()
    Automation(
        name=compound, trigger=CompoundTrigger(triggers=children, within=within, require="all"), actions=[DoNothing()]
    ).create()
    emit(f"{unique}.two", "thing")
    emit(f"{unique}.one", "thing")
    firings(stored, compound, 1)
    emit(f"{unique}.two", "thing")
    assert len(firings(stored, sequence, 1)) == 1
    assert len(firings(stored, compound, 1)) == 1


def test_triggers_of_a_deployment_are_its_own(stored, unique):
    @flow(name=unique)
    def triggered(who: str = "nobody"):
        return who

    trigger = DeploymentEventTrigger(
        name=f"{unique}-trigger", expect={f"{unique}.go"}, parameters={"who": "{{ event.resource.id }}"}
    )
    deployment_id = triggered.to_deployment(name="d", triggers=[trigger]).apply()
    owned = f"/automations/related-to/prefect.deployment.{deployment_id}"
    (automation,) = stored.get(owned)
    assert automation["name"] == f"{unique}-trigger"
    # Deployed again, it has the same one and not two.
    triggered.to_deployment(name="d", triggers=[trigger]).apply()
    assert len(stored.get(owned)) == 1
    emit(f"{unique}.go", "thing.9")
    (run,) = eventually(lambda: stored.runs_of_flow(unique), "a flow run")
    assert run["parameters"] == {"who": "thing.9"}
