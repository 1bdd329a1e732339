"""The same `prefect.yaml`, deployed by `prefect deploy` and by `weir deploy`, is stored the same."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli import prefect

WEIR = Path(__file__).parents[2] / "packages/weir/bin/weir.js"
FLOW = '''
from prefect import flow

@flow(description="Says it.")
def say_it(x: int = 1, words: list[str] = []):
    return x
'''
FILE = '''
odd-key: {{}}
definitions:
  tags: &tags [a, b]
deployments:
  - name: first
    entrypoint: say.py:say_it
    tags: *tags
    version: "3"
    parameters: {{ x: 4, words: ["said {{{{ build.stdout }}}}"] }}
    build:
      - prefect.deployments.steps.run_shell_script: {{ id: build, script: "echo hello" }}
    schedules:
      - {{ cron: "0 2 * * *", timezone: Europe/Berlin, slug: night, parameters: {{ x: 5 }} }}
      - {{ interval: 3600, anchor_date: "2026-01-01T00:00:00+00:00", slug: hourly, active: false }}
      - {{ rrule: "FREQ=DAILY;COUNT=3", slug: daily }}
    concurrency_limit: {{ limit: 2, collision_strategy: CANCEL_NEW }}
    work_pool: {{ name: {pool}, job_variables: {{ env: {{ A: "{{{{ $DEPLOY_A }}}}" }} }} }}
    triggers:
      - {{ expect: [file.written], parameters: {{ x: "{{{{ event.id }}}}" }} }}
  - name: second
    description: Other words.
    entrypoint: say.py:say_it
    enforce_parameter_schema: false
    paused: true
    work_pool: {{ name: {pool} }}
    pull:
      - prefect.deployments.steps.git_clone:
          repository: https://example.com/a.git
          access_token: "{{{{ prefect.variables.token }}}}"
'''
OWN = {"id", "created", "updated", "deployment_id", "last_polled", "status"}


def without_own(value):
    if isinstance(value, list):
        return [without_own(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: without_own(one) for key, one in value.items() if key not in OWN}


def comparable(stored, name):
    kept = stored.get(f"/deployments/name/say-it/{name}")
    owned = stored.get(f"/automations/related-to/prefect.deployment.{kept['id']}")
    same = without_own(kept)
    same["schedules"].sort(key=lambda schedule: schedule["slug"] or "")
    # Of the limit only what was asked for: it is named after the deployment.
    same["global_concurrency_limit"] = (same["global_concurrency_limit"] or {}).get("limit")
    kept_automations = [{**one, "owner_resource": None} for one in without_own(owned)]
    return same, json.loads(json.dumps(kept_automations).replace(kept["id"], "ID"))


@pytest.mark.skipif(shutil.which("node") is None, reason="weir needs node")
def test_a_file_is_stored_as_prefect_deploy_stores_it(stored, unique, tmp_path, monkeypatch):
    (tmp_path / "say.py").write_text(FLOW)
    (tmp_path / "prefect.yaml").write_text(FILE.format(pool=unique))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEPLOY_A", "from here")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    prefect("work-pool", "create", unique, "--type", "process")

    prefect("--no-prompt", "deploy", "--all")
    theirs = {name: comparable(stored, name) for name in ("first", "second")}
    for name in theirs:
        prefect("deployment", "delete", f"say-it/{name}")
    weir("deploy", "--all")
    for name, expected in theirs.items():
        (kept, automations), (kept_there, automations_there) = comparable(stored, name), expected
        different = {key: (one, kept_there[key]) for key, one in kept.items() if one != kept_there[key]}
        assert (different, automations) == ({}, automations_there), name


def weir(*args: str) -> str:
    done = subprocess.run(
        ["node", "--conditions=weir-source", str(WEIR), *args], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
