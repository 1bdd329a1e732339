"""How late flights were in the first quarter of 2001: the flow of `flow.ts`, with the unmodified Python client.

    PREFECT_API_URL=http://127.0.0.1:4200/api python examples/flight-delays/flow.py
"""

import asyncio
import csv
import json
import re
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

from prefect import flow, get_run_logger, task, unmapped
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import INPUTS
from prefect.context import TaskRunContext
from prefect.utilities.annotations import quote

DATA = Path(__file__).resolve().parents[2] / "node_modules" / "vega-datasets" / "data"
MONTHS = ["2001/01", "2001/02", "2001/03"]
LATE = 15  # minutes from which a flight counts as late


@task(name="load-flights", tags=["io"])
def load_flights() -> list[dict]:
    rows = json.loads((DATA / "flights-20k.json").read_text())
    get_run_logger().info("flights read rows=%d", len(rows))
    return rows


@task(name="load-airports", tags=["io"])
def load_airports() -> dict[str, dict]:
    with open(DATA / "airports.csv", newline="") as file:
        return {row["iata"]: row for row in csv.DictReader(file)}


@task(name="clean")
def clean(rows: list[dict], airports: dict[str, dict]) -> dict:
    flights, rejected, seen = [], Counter(), set()
    for row in rows:
        problem = problem_of(row, airports, seen)
        if problem is None:
            flights.append(row)
        else:
            rejected[problem] += 1
    get_run_logger().info("cleaned kept=%d %s", len(flights), dict(rejected))
    return {"flights": flights, "rejected": dict(rejected)}


def problem_of(row: dict, airports: dict[str, dict], seen: set) -> str | None:
    if not re.fullmatch(r"\d{4}/\d\d/\d\d \d\d:\d\d", str(row.get("date"))):
        return "no date"
    if not isinstance(row.get("delay"), (int, float)):
        return "no delay"
    for code in (row["origin"], row["destination"]):
        if code not in airports:
            return "unknown airport"
        if airports[code]["city"] == "NA":
            return "airport without a city"
    key = (row["date"], row["origin"], row["destination"])
    if key in seen:
        return "same flight twice"
    seen.add(key)
    return None


@task(name="group-by-airport", task_run_name="group-{month}")
def group_by_airport(cleaned: dict, month: str, at_least: int) -> dict[str, list[int]]:
    delays = defaultdict(list)
    for row in cleaned["flights"]:
        if row["date"].startswith(month):
            delays[row["origin"]].append(row["delay"])
    return {airport: found for airport, found in delays.items() if len(found) >= at_least}


@task(name="statistics", task_run_name="statistics-{airport}", cache_policy=INPUTS, cache_expiration=timedelta(days=1))
def statistics(airport: str, delays: list[int]) -> dict:
    return {
        "airport": airport,
        "flights": len(delays),
        "late_share": sum(delay >= LATE for delay in delays) / len(delays),
        "mean_delay": sum(delays) / len(delays),
    }


@task(name="enrich", retries=3, retry_delay_seconds=0.02)
def enrich(found: dict, airports: dict[str, dict]) -> dict:
    if is_dropped(found["airport"], TaskRunContext.get().task_run.run_count):
        raise RuntimeError(f"the airport service dropped the request for {found['airport']}")
    airport = airports[found["airport"]]
    return {**found, "name": f"{airport['city']}, {airport['state']}"}


def is_dropped(airport: str, attempt: int) -> bool:
    """Deterministic flakiness: the same airports fail at the same attempts, none more than three times."""
    seed = 7
    for letter in airport:
        seed = seed * 31 + ord(letter)
    return attempt <= 3 and (seed + attempt * 13) % 4 == 0


@task(name="late-hours", task_run_name="late-hours-{airport}")
def late_hours(cleaned: dict, airport: str) -> list[dict]:
    flights, late = Counter(), Counter()
    for row in cleaned["flights"]:
        if row["origin"] == airport:
            hour = row["date"][11:13]
            flights[hour] += 1
            late[hour] += row["delay"] >= LATE
    return [{"hour": hour, "flights": flights[hour], "late": late[hour]} for hour in sorted(flights)]


@flow(name="month-report-py", flow_run_name="report-{month}", validate_parameters=False)
async def month_report(month: str, at_least: int, cleaned: dict, airports: dict) -> dict:
    # Quoted, so that the client does not search the thousands of rows for futures at every call.
    groups = group_by_airport(quote(cleaned), month, at_least)
    found = statistics.map(list(groups), list(groups.values()))
    named = enrich.map(found, unmapped(quote(airports)))
    ranking = sorted(named.result(), key=lambda row: -row["late_share"])
    return {"month": month, "flights": sum(row["flights"] for row in ranking), "ranking": ranking}


@flow(name="flight-delays-py")
async def flight_delays(at_least: int = 100, alarm: float = 0.35) -> dict:
    airports = load_airports.submit()
    cleaned = clean.submit(load_flights.submit(), airports)
    months = await asyncio.gather(*(month_report(month, at_least, cleaned, airports) for month in MONTHS))

    worst = max((row for month in months for row in month["ranking"]), key=lambda row: row["late_share"])
    if worst["late_share"] >= alarm:
        get_run_logger().warning("an airport stands out: %s", worst["airport"])
        hours = late_hours(quote(cleaned.result()), worst["airport"])
        await create_table_artifact(hours, key="late-hours", description=f"Departures from {worst['name']} by hour")
    else:
        get_run_logger().info("no airport stands out")

    result = cleaned.result()
    await create_markdown_artifact(report_text(months, result), key="flight-delays")
    latest = [{"month": month["month"], **row} for month in months for row in month["ranking"][:5]]
    await create_table_artifact(latest, key="latest-airports", description="The five latest airports of each month")
    return {"kept": len(result["flights"]), "rejected": sum(result["rejected"].values()), "worst": worst}


def report_text(months: list[dict], cleaned: dict) -> str:
    reasons = ", ".join(f"{count} × {reason}" for reason, count in cleaned["rejected"].items())
    lines = ["# Flight delays", "", f"{len(cleaned['flights'])} flights; left out: {reasons or 'none'}."]
    for month in months:
        lines += ["", f"## {month['month']}: {month['flights']} flights from {len(month['ranking'])} airports", ""]
        lines += ["| airport | flights | late | mean delay, min |", "|---|---|---|---|"]
        for row in month["ranking"][:5]:
            share = f"{row['late_share'] * 100:.1f} %"
            lines.append(f"| {row['name']} ({row['airport']}) | {row['flights']} | {share} | {row['mean_delay']:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    report = asyncio.run(flight_delays())
    worst = report["worst"]
    print(f"{report['kept']} flights, {report['rejected']} rows left out")
    print(f"latest of all: {worst['name']} ({worst['airport']}), {worst['late_share'] * 100:.1f} % of {worst['flights']} flights")
