"""`prefect flow-run …`: exit codes and output."""

import json
from uuid import uuid4

from cli import prefect
from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.states import Scheduled


def finished_run(name: str) -> str:
    @flow(name=name)
    def chatty(x: int = 1):
        logger = get_run_logger()
        for word in ("one", "two", "three"):
            logger.info("line %s", word)

    return str(chatty(return_state=True).state_details.flow_run_id)


def scheduled_run(name: str) -> str:
    @flow(name=name)
    def later():
        raise AssertionError("never runs")

    with get_client(sync_client=True) as client:
        return str(client.create_flow_run(later, state=Scheduled()).id)


def test_ls_shows_the_runs_of_a_flow(stored, unique):
    run_id = finished_run(unique)
    table = prefect("flow-run", "ls", "--flow-name", unique)
    (row,) = [line for line in table.splitlines() if run_id in line]
    assert unique in row and stored.flow_run(run_id)["name"] in row and "COMPLETED" in row

    listed = json.loads(prefect("flow-run", "ls", "--flow-name", unique, "--state-type", "completed", "-o", "json"))
    assert [run["id"] for run in listed] == [run_id]
    assert "No flow runs found." in prefect("flow-run", "ls", "--flow-name", unique, "--state", "Late")


def test_inspect_shows_what_is_stored(stored, unique):
    run_id = finished_run(unique)
    shown = json.loads(prefect("flow-run", "inspect", run_id, "--output", "json"))
    run = stored.flow_run(run_id)
    for key in ("id", "name", "flow_id", "state_type", "run_count", "parameters", "tags"):
        assert shown[key] == run[key], key
    assert f"id='{run_id}'" in prefect("flow-run", "inspect", run_id)


def test_inspect_of_a_run_that_is_not_there(stored):
    missing = uuid4()
    assert stored.status("GET", f"/flow_runs/{missing}") == 404
    assert "not found" in prefect("flow-run", "inspect", str(missing), code=1)


def test_logs_are_printed_in_order(stored, unique):
    run_id = finished_run(unique)
    stored.logs(run_id, 3)
    text = prefect("flow-run", "logs", run_id)
    places = [text.index(f"line {word}") for word in ("one", "two", "three")]
    assert places == sorted(places)
    name = stored.flow_run(run_id)["name"]
    assert f"| INFO    | Flow run '{name}' - line one" in text

    # How many lines the engine itself writes before and after ours is its own affair.
    wanted = [log["message"] for log in stored.logs(run_id, 3)]
    newest = json.loads(prefect("flow-run", "logs", run_id, "--reverse", "-n", "2", "-o", "json"))
    assert [log["message"] for log in newest] == wanted[::-1][:2]
    assert "not found" in prefect("flow-run", "logs", str(uuid4()), code=1)


def test_cancelling_a_run_that_has_not_started(stored, unique):
    run_id = scheduled_run(unique)
    assert "successfully scheduled for cancellation" in prefect("flow-run", "cancel", run_id)
    assert stored.flow_run(run_id)["state_type"] == "CANCELLED"


def test_cancelling_a_run_that_is_over_or_missing(stored, unique):
    run_id = finished_run(unique)
    assert "was unable to be cancelled" in prefect("flow-run", "cancel", run_id, code=1)
    assert stored.flow_run(run_id)["state_type"] == "COMPLETED"
    assert "not found" in prefect("flow-run", "cancel", str(uuid4()), code=1)


def test_deleting_a_run(stored, unique):
    run_id = finished_run(unique)
    assert "Successfully deleted" in prefect("flow-run", "delete", run_id)
    assert stored.status("GET", f"/flow_runs/{run_id}") == 404
    assert "not found" in prefect("flow-run", "delete", run_id, code=1)


def test_variables_and_version(stored, unique):
    assert f"Set variable '{unique}'." in prefect("variable", "set", unique, "blue")
    assert stored.get(f"/variables/name/{unique}")["value"] == "blue"
    assert "blue" in prefect("variable", "get", unique)
    prefect("variable", "delete", unique)
    assert stored.status("GET", f"/variables/name/{unique}") == 404
    assert "Version" in prefect("version")


def test_calling_the_api_directly(stored, unique):
    run_id = finished_run(unique)
    answer = json.loads(prefect("api", "GET", f"/flow_runs/{run_id}"))
    assert answer["id"] == run_id == stored.flow_run(run_id)["id"]
