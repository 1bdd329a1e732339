"""Schedules as the client and `prefect deployment schedule …` set them, and the runs that the server plans by them."""

from datetime import datetime, timedelta, timezone

import pytest
from cli import prefect
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.schedules import IntervalSchedule, RRuleSchedule
from stored import eventually


@flow
def nightly(x: int = 1):
    raise AssertionError("nobody starts it")


@pytest.fixture
def deployed(unique):
    """Registers `nightly` as `serve` would, under a name of its own; answers the deployment's id."""

    def deploy(**options):
        runner_deployment = nightly.to_deployment(name=unique, **options)
        return str(runner_deployment.apply())

    return deploy


def planned(stored, deployment_id, count=3):
    """The runs of a deployment that are planned, as soon as there are so many."""

    def look():
        runs = stored.post(
            "/flow_runs/filter",
            {
                "deployments": {"id": {"any_": [deployment_id]}},
                "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
                "sort": "EXPECTED_START_TIME_ASC",
            },
        )
        return runs if len(runs) == count else None

    return eventually(look, f"{count} planned runs") if count else look()


def test_serve_with_cron_plans_runs(stored, deployed):
    deployment_id = deployed(cron="30 9 * * *", parameters={"x": 5}, tags=["t"])
    (schedule,) = stored.get(f"/deployments/{deployment_id}")["schedules"]
    runs = planned(stored, deployment_id)
    for run in runs:
        assert run["auto_scheduled"] and run["state_name"] == "Scheduled"
        assert sorted(run["tags"]) == ["auto-scheduled", "t"] and run["parameters"] == {"x": 5}
        assert run["created_by"] == {"id": schedule["id"], "type": "SCHEDULE", "display_value": "CronSchedule"}
        when = datetime.fromisoformat(run["next_scheduled_start_time"])
        assert (when.hour, when.minute) == (9, 30)
        assert run["idempotency_key"] == f"scheduled {deployment_id} {schedule['id']} {when:%Y-%m-%d %H:%M:%S}+00:00"


def test_intervals_rules_and_several_schedules(stored, deployed):
    deployment_id = deployed(interval=timedelta(days=1))
    with get_client(sync_client=True) as client:
        client._client.post(
            f"/deployments/{deployment_id}/schedules",
            json=[
                DeploymentScheduleCreate(
                    schedule=RRuleSchedule(rrule="FREQ=DAILY;BYHOUR=4;BYMINUTE=0;BYSECOND=0", timezone="Asia/Tokyo"),
                    slug="early",
                    parameters={"x": 2},
                ).model_dump(mode="json")
            ],
        )
    runs = planned(stored, deployment_id, 6)
    early = [run for run in runs if run["created_by"]["display_value"] == "early"]
    assert len(early) == 3 and all(run["parameters"] == {"x": 2} for run in early)
    # Four in the morning in Tokyo.
    assert {datetime.fromisoformat(run["expected_start_time"]).hour for run in early} == {19}


def test_the_planned_runs_are_what_the_client_computes(stored, deployed):
    schedule = IntervalSchedule(
        interval=timedelta(hours=7), anchor_date=datetime(2026, 1, 1, 3, tzinfo=timezone.utc), timezone="UTC"
    )
    deployment_id = deployed(schedule=schedule)
    times = [datetime.fromisoformat(run["expected_start_time"]) for run in planned(stored, deployment_id)]
    for before, after in zip(times, times[1:]):
        assert after - before == timedelta(hours=7)
    assert (times[0].timestamp() - schedule.anchor_date.timestamp()) % (7 * 3600) == 0


def test_the_command_line_creates_lists_pauses_resumes_and_deletes(stored, deployed, unique):
    deployment_id = deployed()
    name = f"nightly/{unique}"
    prefect("deployment", "schedule", "create", name, "--cron", "0 4 * * *", "--timezone", "Europe/Berlin")
    (schedule,) = stored.get(f"/deployments/{deployment_id}/schedules")
    assert schedule["schedule"] == {"cron": "0 4 * * *", "timezone": "Europe/Berlin", "day_or": True}
    assert schedule["active"]
    first = [run["expected_start_time"] for run in planned(stored, deployment_id)]

    assert "0 4 * * *" in prefect("deployment", "schedule", "ls", name)

    prefect("deployment", "schedule", "pause", name, schedule["id"])
    assert not stored.get(f"/deployments/{deployment_id}/schedules")[0]["active"]
    assert planned(stored, deployment_id, 0) == []

    prefect("deployment", "schedule", "resume", name, schedule["id"])
    assert [run["expected_start_time"] for run in planned(stored, deployment_id)] == first

    prefect("deployment", "schedule", "delete", name, schedule["id"], "--accept-yes")
    assert stored.get(f"/deployments/{deployment_id}/schedules") == []
    assert planned(stored, deployment_id, 0) == []


def test_pausing_the_deployment_takes_its_runs_back(stored, deployed):
    deployment_id = deployed(cron="0 0 * * *")
    planned(stored, deployment_id)
    with get_client(sync_client=True) as client:
        client.pause_deployment(deployment_id)
        assert planned(stored, deployment_id, 0) == []
        client.resume_deployment(deployment_id)
    planned(stored, deployment_id)


def test_serving_again_replaces_what_was_planned(stored, deployed):
    deployment_id = deployed(cron="0 5 * * *")
    planned(stored, deployment_id)
    assert deployed(cron="0 6 * * *") == deployment_id
    eventually(
        lambda: {datetime.fromisoformat(r["expected_start_time"]).hour for r in planned(stored, deployment_id)} == {6},
        "runs at six",
    )


def test_the_server_refuses_what_the_client_would_not_send(stored, deployed):
    deployment_id = deployed()
    for schedule in (
        {"cron": "61 * * * *"},
        {"cron": "0 * * * *", "timezone": "Mars/Base"},
        {"rrule": "FREQ=NEVER"},
        {"interval": 0},
    ):
        assert stored.status("POST", f"/deployments/{deployment_id}/schedules", [{"schedule": schedule}]) == 422


def test_a_run_that_nobody_starts_is_late(stored, deployed):
    deployment_id = deployed(interval=timedelta(seconds=1))

    def late():
        runs = stored.post(
            "/flow_runs/filter",
            {
                "deployments": {"id": {"any_": [deployment_id]}},
                "flow_runs": {"state": {"name": {"any_": ["Late"]}}},
                "limit": 1,
            },
        )
        return runs or None

    (run,) = eventually(late, "a late run", seconds=60)
    assert run["auto_scheduled"]
    with get_client(sync_client=True) as client:
        # Pausing through the client takes back only what is still to come; deleting, what is late as well.
        client.delete_deployment(deployment_id)
    assert planned(stored, deployment_id, 0) == []
