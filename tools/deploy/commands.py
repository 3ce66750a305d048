"""Running other programs: quietly, with what they said in the complaint when they fail."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Mapping, Sequence

from .problems import DeployProblem

LENGTH_OF_A_COMPLAINT = 3000  # characters


def answer_of(command: Sequence[str | Path], *, folder: Path | None = None, text: str | None = None,
              environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs it to its end and keeps both outputs; `environment` is added to ours. The exit code is the caller's."""
    try:
        return subprocess.run([str(word) for word in command], cwd=folder, input=text, capture_output=True, text=True,
                              check=False, stdin=None if text is not None else subprocess.DEVNULL,
                              env=None if environment is None else {**os.environ, **environment})
    except FileNotFoundError as missing:
        raise DeployProblem(f"There is no {missing.filename}.") from None


def run(what: str, command: Sequence[str | Path], *, folder: Path | None = None, text: str | None = None,
        environment: Mapping[str, str] | None = None) -> str:
    """What it printed. Raises DeployProblem with the end of its words when it fails."""
    done = answer_of(command, folder=folder, text=text, environment=environment)
    if done.returncode != 0:
        raise DeployProblem(f"{what} did not work:\n{(done.stdout + done.stderr)[-LENGTH_OF_A_COMPLAINT:].strip()}")
    return done.stdout
