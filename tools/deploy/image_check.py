"""Is the image as it should be? Looks at its words and files, makes it again, lets it sell seats as it would run."""
from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Iterator

import make_root

from telling import Telling

from . import facts, places
from .check import Check
from .commands import answer_of
from .image import SIZE_MAX_BYTES, Workshop, made_image

USER = "65532:65532"
# A story with accounts, and what README lets people type: both as the container's user on its read-only root.
STORIES = ("story_with_accounts", "story_of_readme")
CONTAINER = places.SOURCE / "container.py"


def findings_in_words(configuration: dict) -> list[str]:
    """What is wrong in what the image says about itself."""
    words, labels = configuration["config"], configuration["config"].get("Labels", {})
    image = made_image()
    wanted = {"User": USER, "Entrypoint": ["/usr/bin/boxoffice"], "Cmd": ["serve"], "StopSignal": "SIGTERM",
              "WorkingDir": "/var/lib/boxoffice"}
    wrong = [f"{name} is {words.get(name)!r}, not {value!r}" for name, value in wanted.items()
             if words.get(name) != value]
    for name, value in (("version", image.version), ("revision", image.revision), ("created", image.created)):
        if labels.get(f"org.opencontainers.image.{name}") != value:
            wrong.append(f"the label {name} is {labels.get(f'org.opencontainers.image.{name}')!r}, not {value!r}")
    if words.get("Healthcheck", {}).get("Test", [])[1:3] != ["/usr/bin/boxoffice", "ready"]:
        wrong.append(f"its health check is {words.get('Healthcheck')}")
    ports = set(words.get("ExposedPorts", {}))
    if ports != {"8080/tcp", "8081/tcp", "8082/tcp"}:
        wrong.append(f"it exposes {sorted(ports)}")
    return wrong


def entries(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    for path in sorted(root.rglob("*")):
        yield str(path.relative_to(root)), path.lstat()


def findings_in_files(root: Path) -> list[str]:
    """Files that should not be there, or not like this."""
    wrong = []
    for name, entry in entries(root):
        is_link = stat.S_ISLNK(entry.st_mode)
        is_data = Path(name).is_relative_to(make_root.DATA)
        if not is_link and entry.st_mode & (stat.S_ISUID | stat.S_ISGID):
            wrong.append(f"/{name} runs as somebody else than who starts it")
        if not is_link and entry.st_mode & stat.S_IWOTH and name != "tmp":
            wrong.append(f"/{name} may be written by everybody")
        if os.geteuid() == 0 and (entry.st_uid, entry.st_gid) != ((make_root.USER_ID,) * 2 if is_data else (0, 0)):
            wrong.append(f"/{name} belongs to {entry.st_uid}:{entry.st_gid}")
    programs = sorted(path.name for folder in ("usr/bin", "usr/sbin") for path in (root / folder).glob("*"))
    if programs != ["boxoffice"]:
        wrong.append(f"it has these programs: {', '.join(programs)}")
    listed = {path.name for path in (root / "var/lib/dpkg/status.d").iterdir()}
    if listed != make_root.read_lock(make_root.LOCK).keys():
        wrong.append("its packages are not those of packages.lock")
    return wrong


def findings_in_size(root: Path) -> list[str]:
    size = sum(entry.st_size for _, entry in entries(root) if stat.S_ISREG(entry.st_mode))
    return [] if size <= SIZE_MAX_BYTES else [f"it has {size / 1e6:.1f} MB; {SIZE_MAX_BYTES / 1e6:.0f} are enough"]


def findings_in_second_making(folder: Path) -> list[str]:
    """Made once more in another folder, with another store, it must have the same digest."""
    first = made_image()
    again = Workshop(folder)
    again.take_base_of(Workshop())
    moment = datetime.strptime(first.created, facts.TIME_FORMAT).replace(tzinfo=timezone.utc)
    second = again.make(facts.Facts(first.version, first.revision, int(moment.timestamp())))
    return [] if second.digest == first.digest else [f"made again it is {second.digest}, not {first.digest}"]


def program_in(root: Path, environment: list[str], shared: Path) -> Path:
    """A script that stands for the program: it runs the one of the image, in its view of the world."""
    script = shared.with_name(shared.name + "-boxoffice")
    # The stories keep their data in a folder of their own and name it, or stand in it; nobody outside reaches them.
    told = " ".join(f"--env '{each}'" for each in environment
                    if not each.startswith("BOXOFFICE_DATA=") and "ADDRESS=" not in each)
    script.write_text("#!/bin/sh\n# The program of the image, as a container engine would run it.\n"
                      f"exec '{sys.executable}' '{CONTAINER}' --root '{root}' --share '{shared}' {told} -- \"$@\"\n")
    script.chmod(0o755)
    return script


def findings_in_stories(root: Path, environment: list[str]) -> list[str]:
    """The acceptance suite's stories, told by the program of the image."""
    shared = Path(tempfile.mkdtemp(prefix="boxoffice-image-"))
    try:
        # Ports are the tests' to choose; the image's own would be the same for each process here.
        told = answer_of([sys.executable, places.ROOT / "tests" / "acceptance" / "run", *STORIES], folder=places.ROOT,
                         environment={"BOXOFFICE_PROGRAM": str(program_in(root, environment, shared)),
                                      "TMPDIR": str(shared)})
    finally:
        shutil.rmtree(shared, ignore_errors=True)
        shared.with_name(shared.name + "-boxoffice").unlink(missing_ok=True)
    wanted = f"{len(STORIES)} passed, 0 failed"
    return [] if told.returncode == 0 and wanted in told.stdout else [(told.stdout + told.stderr)[-3000:]]


def checks(workshop: Workshop) -> list[Check]:
    root = workshop.folder / "root"
    configuration = workshop.configuration()
    again = workshop.folder / "again"
    return [
        Check("what it says about itself", lambda: findings_in_words(configuration)),
        Check("its files: owners, modes, one program, the packages of the lock", lambda: findings_in_files(root)),
        Check(f"its size, at most {SIZE_MAX_BYTES / 1e6:.0f} MB", lambda: findings_in_size(root)),
        Check("made again, the same bytes", lambda: findings_in_second_making(again)),
        Check("its program sells seats, as user 65532 on a read-only root",
              lambda: findings_in_stories(root, configuration["config"]["Env"])),
    ]


def main(_arguments: list[str]) -> int:
    """Every check of the image that was made last; ends with their count."""
    telling = Telling()
    for check in checks(Workshop()):
        telling.look(check.name, check.run)
    shutil.rmtree(places.IMAGE / "again", ignore_errors=True)
    return telling.end()
