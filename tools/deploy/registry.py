"""A registry of images: what was pushed to one, and how it is asked (crane)."""
from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import places, tools
from .commands import run


@dataclass(frozen=True)
class Release:
    """What was pushed: where, and which. `reference` names the digest, so that nobody can put another there."""
    repository: str
    version: str
    digest: str

    @property
    def reference(self) -> str:
        return f"{self.repository}@{self.digest}"


def crane(what: str, *words: str | Path, login: str = "", registry: str = "") -> str:
    """crane with credentials of its own for this one call; nothing of them stays in a file."""
    tools.install(tools.GO_PROGRAMS)
    program = places.GO_PROGRAMS / "crane"
    with tempfile.TemporaryDirectory(prefix="boxoffice-registry-") as folder:
        environment = {"DOCKER_CONFIG": folder} if login else {}
        if login:
            user, _, password = login.partition(":")
            run("Signing in to the registry", [program, "auth", "login", registry, "--username", user,
                                               "--password-stdin"], text=password, environment=environment)
        return run(what, [program, *words], environment=environment)
