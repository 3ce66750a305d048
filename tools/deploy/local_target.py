"""A cluster of processes on this machine as the target of a release: the stand-in of Kubernetes for ./dev pipeline.

The image comes out of the registry by its digest. Its program replaces the running one process by process, each new one
in a container's view of the world (container.py), and the old one leaves only when the new one serves. What runs and
what ran before is written down in build/pipeline/target.
"""
from __future__ import annotations

import json
import os
import shutil
import sys
import tarfile
from pathlib import Path

from cluster import places as cluster_places
from cluster import services
from cluster.cluster import Cluster
from cluster.layout import CONTEXTS, FRONT_DOOR, Folders, Settings
from cluster.progress import Progress

from . import places
from .problems import DeployProblem
from .registry import Release, crane

FOLDER = places.BUILD / "pipeline" / "target"
CONTAINER = places.SOURCE / "container.py"
DEFAULT_PORTS_FROM = 18000
# Long enough for a context to start; one that takes longer has failed.
READY_SECONDS_MAX = 60.0


class LocalTarget:
    """Its ports are BOXOFFICE_LOCAL_PORTS_FROM and the hundred after; the front door is the tenth of them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.cluster = Cluster(Folders(folder / "cluster"), Progress())
        self.ports_from = int(os.environ.get("BOXOFFICE_LOCAL_PORTS_FROM", DEFAULT_PORTS_FROM))

    @property
    def port(self) -> int:
        return self.ports_from + FRONT_DOOR

    # ---- what runs

    @property
    def record(self) -> Path:
        return self.folder / "releases.json"

    def releases(self) -> list[str]:
        """References in the order in which they came to run; the last runs."""
        return list(json.loads(self.record.read_text())) if self.record.exists() else []

    def note(self, references: list[str]) -> None:
        self.record.write_text(json.dumps(references, indent=1) + "\n")

    def home_of(self, reference: str) -> Path:
        return self.folder / "images" / reference.rpartition(":")[2][:12]

    def pull(self, reference: str) -> Path:
        """The image's files and a script that stands for its program. Asked of the registry once."""
        home = self.home_of(reference)
        if not (home / "boxoffice").exists():
            shutil.rmtree(home, ignore_errors=True)
            (home / "root").mkdir(parents=True)
            crane("Getting the image", "export", reference, home / "files.tar")
            with tarfile.open(home / "files.tar") as archive:
                archive.extractall(home / "root", numeric_owner=True)
            (home / "files.tar").unlink()
            self.write_program(home, json.loads(crane("Asking for the image's words", "config", reference)))
        return home / "boxoffice"

    def write_program(self, home: Path, configuration: dict) -> None:
        """Ports and folders are this cluster's to choose, on the command line, and nobody is reached from outside."""
        folders = self.cluster.folders
        shared = " ".join(f"--share '{each}'" for each in (folders.secrets, folders.keys, folders.root / "data"))
        environment = " ".join(f"--env '{each}'" for each in configuration["config"]["Env"] if "ADDRESS=" not in each)
        (home / "boxoffice").write_text(
            "#!/bin/sh\n# The program of this image, as a container engine would run it.\n"
            f"exec '{sys.executable}' '{CONTAINER}' --root '{home / 'root'}' {shared} {environment} -- \"$@\"\n")
        (home / "boxoffice").chmod(0o755)

    # ---- changing it

    def run_from(self, reference: str) -> None:
        """Whatever starts from now on is this image's."""
        cluster_places.PROGRAM = self.pull(reference)
        services.READY_SECONDS_MAX = READY_SECONDS_MAX

    def start(self, reference: str) -> None:
        self.run_from(reference)
        self.cluster.up(Settings(
            port=self.port, ports_from=self.ports_from, replicas={each: 1 for each in CONTEXTS}, log_level="warning",
            sign_ins_per_second=1000, with_prometheus=False, durable=False))

    def replace_all(self, reference: str) -> None:
        self.run_from(reference)
        self.cluster.restart_rolling(list(CONTEXTS))

    def deploy(self, release: Release) -> None:
        if os.geteuid() != 0:
            raise DeployProblem("Only root can make the view of a container here.")
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.cluster.locked():
            if self.cluster.exists():
                self.replace_all(release.reference)
            else:
                self.start(release.reference)
        self.note([*self.releases(), release.reference])

    def rollback(self) -> None:
        """Who never became ready goes; then every process of another image than the last good one is replaced."""
        good = self.releases()
        if not good:
            raise DeployProblem("Nothing ran before, so there is nothing to go back to.")
        with self.cluster.locked():
            self.run_from(good[-1])
            for replica in list(self.cluster.state.replicas):
                if not services.is_ready(replica, self.cluster.front_door):
                    replica.process.end(seconds=1)
                    self.cluster.state.replicas.remove(replica)
            self.cluster.save()
            self.cluster.write_places()
            self.cluster.restart_rolling([each for each in CONTEXTS if self.runs_another(each)])
        print(f"{good[-1]} runs again.")

    def runs_another(self, context: str) -> bool:
        """Whether a process of the context is not of the image that was chosen: the kernel knows its program's file."""
        chosen = (cluster_places.PROGRAM.parent / "root" / "usr" / "bin" / "boxoffice").stat()
        return any(os.stat(f"/proc/{replica.process.pid}/exe").st_ino != chosen.st_ino
                   for replica in self.cluster.state.of(context))

    # ---- for whoever tries it

    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def staff_login(self) -> str:
        """The account that identity made for playing, as NAME:PASSWORD."""
        path = self.cluster.folders.data_of("identity") / "sample-accounts.jsonl"
        accounts = [json.loads(line) for line in path.read_text().splitlines()]
        return next(f"{each['email']}:{each['password']}" for each in accounts if each["role"] == "admin")

    def end(self) -> None:
        if self.cluster.exists():
            with self.cluster.locked():
                self.cluster.down()
        shutil.rmtree(self.folder, ignore_errors=True)
