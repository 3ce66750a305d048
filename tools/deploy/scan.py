"""`./dev scan`: who knows of holes in what the bill of materials lists? Says nothing is wrong only when all were asked.

debian: Debian's security archive. A package of the image for which it has a newer version is a finding; holes for which
        Debian has no new version yet are not seen.
npm:    the advisories of the npm registry, for the packages in the pages.

A source that cannot be reached fails the scan. --sources leaves one out on purpose, and the result says so.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Callable

from . import places, tools
from .commands import answer_of
from .problems import DeployProblem
from .sbom import SBOM

ARCHIVE = """Types: deb
URIs: http://deb.debian.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""
UNREACHED = 2  # the exit code when somebody could not be asked


class Unreached(RuntimeError):
    """A source did not answer; the message says how."""


def components(kind: str) -> list[dict]:
    if not SBOM.exists():
        raise DeployProblem("There is no bill of materials; ./dev sbom writes it.")
    document = json.loads(SBOM.read_text())
    return [each for each in document["components"] if each.get("purl", "").startswith(f"pkg:{kind}/")]


def is_newer(version: str, than: str) -> bool:
    return subprocess.run(["dpkg", "--compare-versions", version, "gt", than], check=False).returncode == 0


def newest_of(table: str) -> dict[str, str]:
    """The lines of `apt-cache madison`, package to its newest version."""
    newest: dict[str, str] = {}
    for name, version, _ in (map(str.strip, line.split("|", 2)) for line in table.splitlines() if line.count("|") == 2):
        if name not in newest or is_newer(version, newest[name]):
            newest[name] = version
    return newest


def ask_debian() -> list[str]:
    """Asks with lists of its own, signed by Debian; the machine's are left alone."""
    with tempfile.TemporaryDirectory(prefix="boxoffice-scan-") as name:
        folder = Path(name)
        (folder / "lists" / "partial").mkdir(parents=True)
        (folder / "archive.sources").write_text(ARCHIVE)
        folder.chmod(0o755)
        own = [f"--option=Dir::{key}={value}" for key, value in {
            "State::Lists": folder / "lists", "Cache": folder, "Etc::SourceList": folder / "archive.sources",
            "Etc::SourceParts": "-"}.items()]
        got = answer_of(["apt-get", "--quiet", *own, "--option=APT::Update::Error-Mode=any", "update"])
        if got.returncode != 0:
            raise Unreached(f"Debian's security archive: {got.stderr.strip()[-500:]}")
        wanted = {each["name"]: each["version"] for each in components("deb")}
        newest = newest_of(answer_of(["apt-cache", *own, "madison", *wanted]).stdout)
    return [f"{name} {wanted[name]}: Debian has mended it in {version}" for name, version in sorted(newest.items())
            if is_newer(version, wanted[name])]


def ask_npm() -> list[str]:
    node = tools.node_folder()
    got = answer_of([node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", "audit",
                     "--omit=dev", "--json"], folder=places.ROOT / "web",
                    environment={"PATH": f"{node / 'bin'}:/usr/bin:/bin"})
    try:
        told = json.loads(got.stdout)
        found = told["vulnerabilities"]
    except (ValueError, KeyError):
        raise Unreached(f"npm's advisories: {(got.stderr or got.stdout).strip()[:300]}") from None
    inside = {each["name"] for each in components("npm")}
    return [f"{name}: {each['severity']}, {each['range']}" for name, each in sorted(found.items()) if name in inside]


SOURCES: dict[str, Callable[[], list[str]]] = {"debian": ask_debian, "npm": ask_npm}


def scan(names: list[str]) -> int:
    code = 0
    for name, ask in SOURCES.items():
        if name not in names:
            print(f"  --  {name}: not asked, as told")
            continue
        try:
            findings = ask()
        except Unreached as problem:
            print(f"  NO  {name}: could not be asked. {problem}")
            code = UNREACHED
            continue
        print(f"  {'NO' if findings else 'ok'}  {name}: {len(findings)} findings")
        for finding in findings:
            print(f"        {finding}")
        code = code or bool(findings)
    print({0: "Nothing is known to those who were asked.",
           1: "There are findings: ./dev image --update-lock takes Debian's, web/package.json npm's.",
           UNREACHED: "Not everybody could be asked, so nothing is said to be well."}[int(code)])
    return int(code)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev scan", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", default=os.environ.get("BOXOFFICE_SCAN_SOURCES") or ",".join(SOURCES),
                        metavar="NAME,...", help="(default %(default)s; BOXOFFICE_SCAN_SOURCES says another)")
    options = parser.parse_args(arguments)
    names = options.sources.split(",")
    unknown = [name for name in names if name not in SOURCES]
    if unknown:
        raise DeployProblem(f"There is no source '{unknown[0]}': {', '.join(SOURCES)}.")
    return scan(names)
