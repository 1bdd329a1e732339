"""Things that runs leave for people to read, and values that people leave for runs."""

import json

import pytest
from prefect import flow, runtime, task
from prefect.artifacts import (
    Artifact,
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.variables import Variable


def test_artifacts_of_every_kind(stored, unique):
    @task
    def produce():
        rows = [{"city": "Oslo", "flights": 3}, {"city": "Rome", "flights": 5}]
        created = {
            "markdown": create_markdown_artifact("# Title", key=f"{unique}-md", description="a report"),
            "table": create_table_artifact(rows, key=f"{unique}-table"),
            "link": create_link_artifact("https://example.invalid/x", link_text="x", key=f"{unique}-link"),
            "progress": create_progress_artifact(10.0, key=f"{unique}-progress"),
        }
        update_progress_artifact(created["progress"], progress=80.0)
        return created, runtime.task_run.id

    @flow(name=unique)
    def report():
        return produce()

    created, task_run_id = report()
    run = stored.only_run_of(unique)
    artifacts = {kind: stored.get(f"/artifacts/{artifact_id}") for kind, artifact_id in created.items()}
    for kind, artifact in artifacts.items():
        # A link is markdown to the server.
        assert artifact["type"] == ("markdown" if kind == "link" else kind)
        assert artifact["flow_run_id"] == run["id"]
        assert artifact["task_run_id"] == str(task_run_id)
    assert artifacts["markdown"]["data"] == "# Title"
    assert artifacts["markdown"]["description"] == "a report"
    assert json.loads(artifacts["table"]["data"])[1] == {"city": "Rome", "flights": 5}
    assert artifacts["link"]["data"] == "[x](https://example.invalid/x)"
    assert artifacts["progress"]["data"] == 80.0

    of_run = stored.post("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    assert {artifact["id"] for artifact in of_run} == {artifact["id"] for artifact in artifacts.values()}


def test_the_latest_version_of_a_key(stored, unique):
    @flow(name=unique)
    def report(text: str):
        return create_markdown_artifact(text, key=f"{unique}-report")

    report("first")
    latest = report("second")
    assert Artifact.get(f"{unique}-report").data == "second"
    assert stored.get(f"/artifacts/{unique}-report/latest")["data"] == "second"
    collection = stored.post("/artifacts/latest/filter", {"artifacts": {"key": {"any_": [f"{unique}-report"]}}})
    assert [row["latest_id"] for row in collection] == [str(latest)]
    versions = stored.post("/artifacts/count", {"artifacts": {"key": {"any_": [f"{unique}-report"]}}})
    assert versions == 2


def test_variables_hold_any_json(stored, unique):
    value = {"threshold": 0.5, "cities": ["Oslo", None], "on": True}
    Variable.set(unique, value, tags=["settings"])
    assert Variable.get(unique) == value
    row = stored.get(f"/variables/name/{unique}")
    assert (row["value"], row["tags"]) == (value, ["settings"])

    with pytest.raises(ValueError):
        Variable.set(unique, "other")
    Variable.set(unique, "other", overwrite=True)
    assert stored.get(f"/variables/name/{unique}")["value"] == "other"

    assert Variable.unset(unique) is True
    assert Variable.get(unique, default="gone") == "gone"
    assert stored.status("GET", f"/variables/name/{unique}") == 404


def test_a_flow_reads_a_variable(stored, unique):
    Variable.set(unique, 41)

    @flow(name=unique)
    def uses():
        return Variable.get(unique) + 1

    assert uses() == 42
    assert stored.only_run_of(unique)["state_type"] == "COMPLETED"
