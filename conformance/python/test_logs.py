"""Log lines of flows and tasks, as the server keeps them."""

import logging

from prefect import flow, get_run_logger, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import LogFilter
from stored import eventually


def test_lines_keep_their_text_level_and_order(stored, unique):
    @task
    def talk():
        get_run_logger().warning("from the task")

    @flow(name=unique)
    def talkative():
        logger = get_run_logger()
        logger.info("first %s", "line")
        talk()
        logger.error("last line")

    talkative()
    run = stored.only_run_of(unique)
    mine = {"first line", "from the task", "last line"}
    # Beside ours there are the engine's own: at least one at the start and one at the end.
    logs = [log for log in stored.logs(run["id"], 5) if log["message"] in mine]
    assert [(log["message"], log["level"]) for log in logs] == [
        ("first line", logging.INFO),
        ("from the task", logging.WARNING),
        ("last line", logging.ERROR),
    ]
    (task_run,) = stored.task_runs(run["id"], 1)
    assert [log["task_run_id"] for log in logs] == [None, task_run["id"], None]
    assert [log["name"] for log in logs] == ["prefect.flow_runs", "prefect.task_runs", "prefect.flow_runs"]


def test_printed_lines_are_logged(stored, unique):
    @flow(name=unique, log_prints=True)
    def prints():
        print("hello", "printed")

    prints()
    logs = stored.logs(stored.only_run_of(unique)["id"], 3)
    assert "hello printed" in [log["message"] for log in logs]


def test_the_traceback_of_a_failure_is_logged(stored, unique):
    @flow(name=unique)
    def broken():
        raise ValueError("with a traceback")

    broken(return_state=True)
    logs = stored.logs(stored.only_run_of(unique)["id"], 3)
    (trace,) = [log for log in logs if "Traceback (most recent call last)" in log["message"]]
    assert "ValueError: with a traceback" in trace["message"]


def test_many_lines_and_a_long_one(stored, unique):
    @flow(name=unique)
    def talkative():
        logger = get_run_logger()
        for n in range(500):
            logger.info("line %d", n)
        logger.info("long %s", "x" * 20_000)

    run_id = talkative(return_state=True).state_details.flow_run_id
    stored.logs(run_id, 200)
    wanted = [f"line {n}" for n in range(500)]

    def read() -> list[str]:
        found: list[str] = []
        with get_client(sync_client=True) as client:
            while page := client.read_logs(
                LogFilter(flow_run_id={"any_": [run_id]}), limit=200, offset=len(found)
            ):
                found += [log.message for log in page]
        return found

    messages = eventually(lambda: (lines := read()) and len(lines) >= 502 and lines, "502 lines")
    assert [message for message in messages if message.startswith("line ")] == wanted
    assert "long " + "x" * 20_000 in messages


def test_lines_below_the_level_are_not_sent(stored, unique):
    @flow(name=unique)
    def quiet():
        get_run_logger().debug("whisper")
        get_run_logger().info("speech")

    run_id = quiet(return_state=True).state_details.flow_run_id
    messages = [log["message"] for log in stored.logs(run_id, 3)]
    assert "speech" in messages and "whisper" not in messages
