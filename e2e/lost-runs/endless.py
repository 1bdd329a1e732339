"""A flow that does not end by itself. The client sends no heartbeat more often than every 30 s: here it does."""

import time

import prefect.flow_engine as engine
from prefect import flow

INTERVAL = 2
engine.MINIMUM_HEARTBEAT_INTERVAL = INTERVAL
engine.BaseFlowRunEngine.heartbeat_seconds = property(lambda self: INTERVAL)


@flow(name="endless-python")
def endless():
    time.sleep(600)


endless()
