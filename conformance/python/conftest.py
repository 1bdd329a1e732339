"""The unmodified Python client against the server at PREFECT_API_URL, whichever that is.

Every test looks twice: at what the client saw, and at what the server stored, read back over plain REST.
The same tests pass against a real Prefect server, which is how we know that they say the truth.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from uuid import uuid4

import pytest

# Prefect reads its settings when it is imported: this has to come first.
os.environ.setdefault("PREFECT_API_URL", "http://127.0.0.1:4200/api")
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="weir-conformance-")
# Registered before Prefect's own, so that it runs after them.
atexit.register(shutil.rmtree, os.environ["PREFECT_HOME"], ignore_errors=True)
os.environ["PREFECT_PROFILES_PATH"] = os.path.join(os.environ["PREFECT_HOME"], "profiles.toml")
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_LOGGING_TO_API_BATCH_INTERVAL"] = "0.1"
os.environ["PREFECT_CLI_COLORS"] = "false"
os.environ["PREFECT_CLI_PROMPT"] = "false"

from stored import Stored  # noqa: E402


@pytest.fixture(scope="session")
def stored() -> Iterator[Stored]:
    with Stored(os.environ["PREFECT_API_URL"]) as reader:
        yield reader


@pytest.fixture
def unique() -> str:
    """A word that no other test, and no earlier run on the same server, has used."""
    return uuid4().hex[:12]
