"""The `prefect` command line as a user runs it: a program, its exit code, what it prints."""

import os
import subprocess
import sys
from pathlib import Path

PREFECT = Path(sys.executable).with_name("prefect")


def prefect(*args: str, code: int = 0) -> str:
    """What the command printed, on lines wide enough not to be broken; fails unless it ended with `code`."""
    done = subprocess.run(
        [PREFECT, *args], capture_output=True, text=True, timeout=180, env={**os.environ, "COLUMNS": "400"}
    )
    assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr
