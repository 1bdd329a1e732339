"""The other language: programs with the Weir SDK, each in a process of its own, on the same server."""

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def typescript(program: str, *args: str) -> str:
    """What the program beside this file prints."""
    node = HERE.parents[1] / "node_modules/.bin/node"
    done = subprocess.run(
        [str(node), "--conditions=weir-source", str(HERE / program), *args],
        capture_output=True,
        text=True,
        env={**os.environ, "WEIR_API_URL": os.environ["PREFECT_API_URL"]},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
