"""Results that one language keeps in a block, the other reads."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from prefect import flow, get_client, task
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State
from prefect.filesystems import LocalFileSystem
from prefect.runtime import task_run
from prefect.serializers import CompressedSerializer, JSONSerializer, Serializer
from typescript import typescript

VALUE = {"rows": [1, 2], "text": "x" * 20_000}


def task_state_of(flow_run_id: str) -> State:
    with get_client(sync_client=True) as client:
        found = client.read_task_runs(flow_run_filter=FlowRunFilter(id={"any_": [UUID(flow_run_id)]}))
    (run,) = found
    assert run.state is not None
    return run.state


@pytest.mark.parametrize("form", ["json", "compressed"])
def test_python_reads_what_typescript_kept(form: str, unique: str, tmp_path: Path) -> None:
    LocalFileSystem(basepath=str(tmp_path)).save(f"kept-{unique}")
    flow_run_id = typescript("results.ts", "keep", f"kept-{unique}", form).split()[-1]
    assert task_state_of(flow_run_id).result() == VALUE


@pytest.mark.parametrize(
    "serializer",
    [JSONSerializer(), CompressedSerializer(serializer=JSONSerializer(), compressionlib="zlib")],
    ids=["json", "zlib"],
)
def test_typescript_reads_what_python_kept(serializer: Serializer, unique: str, tmp_path: Path) -> None:
    storage = LocalFileSystem(basepath=str(tmp_path))
    storage.save(f"own-{unique}")

    @task(persist_result=True, result_storage=storage, result_serializer=serializer)
    def make() -> tuple[dict[str, object], str]:
        return VALUE, str(task_run.get_id())

    @flow(name=unique)
    def keeps() -> str:
        return make()[1]

    task_run_id = keeps()
    assert json.loads(typescript("results.ts", "read", task_run_id)) == [VALUE, task_run_id]
