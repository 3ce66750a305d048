#!/usr/bin/env python3
"""Makes the root file system of the image: the program, the libraries that it needs, and hardly anything else.

Runs inside the image's stage `root` and, without any engine, on the Debian that the program was built on. The same
program, packages and SOURCE_DATE_EPOCH give the same bytes. Needs Python's own modules, dpkg, ldd and strip.

    deploy/image/make_root.py --program build/release/bin/boxoffice --to build/image/root
"""
from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "packages.lock"
PROGRAM = "usr/bin/boxoffice"
USER_ID = 65532  # "nonroot" of the images that began this; Kubernetes' manifests name the same number
DATA = "var/lib/boxoffice"
# Besides the packages of libraries: the authorities that TLS trusts, and what says which Debian this is.
MORE_PACKAGES = ("base-files", "ca-certificates")
AUTHORITIES = Path("/usr/share/ca-certificates/mozilla")
# Directories that are there from the start: on a read-only root nobody can make them later.
FOLDERS = {"dev": 0o755, "etc/boxoffice": 0o755, "proc": 0o755, "run/secrets/boxoffice": 0o755, "sys": 0o755,
           "tmp": 0o1777, DATA: 0o750, f"{DATA}/media": 0o750}
FILES = {
    "etc/passwd": "root:x:0:0:root:/:/usr/sbin/nologin\n"
                  f"boxoffice:x:{USER_ID}:{USER_ID}:boxoffice:/{DATA}:/usr/sbin/nologin\n",
    "etc/group": f"root:x:0:\nboxoffice:x:{USER_ID}:\n",
    "etc/nsswitch.conf": "hosts: files dns\n",
}
LINKS = {"lib": "usr/lib", "lib64": "usr/lib64", "bin": "usr/bin", "etc/os-release": "../usr/lib/os-release",
         "etc/ssl/cert.pem": "certs/ca-certificates.crt", "usr/lib/ssl/certs": "/etc/ssl/certs",
         "usr/lib/ssl/cert.pem": "/etc/ssl/certs/ca-certificates.crt"}


class RootProblem(RuntimeError):
    """The root cannot be made as it should be; the message says what to do."""


def answer(*command: str | Path) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout


# ---- which libraries, of which packages

def libraries_of(program: Path) -> list[Path]:
    """Where the loader finds what the program needs, the loader among them."""
    told = answer("ldd", program)
    missing = re.findall(r"(\S+) => not found", told)
    if missing:
        raise RootProblem(f"{program} needs libraries that are not installed: {', '.join(missing)}. "
                          "Install the packages of deploy/image/packages.lock.")
    return sorted({Path(found) for found in re.findall(r"(?:=> |^\t)(/\S+) \(0x", told, re.M)})


def package_of(library: Path) -> str:
    """The Debian package of a file; /lib and /usr/lib are one folder, of which packages know either name."""
    real = library.resolve()
    for name in (real, Path("/" + str(real).removeprefix("/usr/")), library):
        found = subprocess.run(["dpkg-query", "--search", str(name)], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    raise RootProblem(f"{library} belongs to no Debian package, so nobody says what it is or mends it.")


def installed_version(package: str) -> str:
    told = subprocess.run(["dpkg-query", "--show", "--showformat", "${Version}\n", package], capture_output=True,
                          text=True, check=False).stdout.split()
    return told[0] if told else "none"


def packages_of(libraries: list[Path]) -> dict[str, str]:
    """Package to version of everything that the image takes from Debian."""
    return {name: installed_version(name) for name in sorted({*MORE_PACKAGES, *map(package_of, libraries)})}


def read_lock(lock: Path) -> dict[str, str]:
    lines = [line.split() for line in lock.read_text().splitlines() if line and not line.startswith("#")]
    return {name: version for name, version in lines}


def compare_with_lock(found: dict[str, str], wanted: dict[str, str], exactly: bool) -> list[str]:
    """Sentences about versions that have moved. Raises RootProblem for other packages, and with `exactly` for those."""
    if found.keys() != wanted.keys():
        more, fewer = sorted(found.keys() - wanted.keys()), sorted(wanted.keys() - found.keys())
        raise RootProblem(f"The program needs other packages than packages.lock lists: {', '.join(more) or 'none'} "
                          f"more, {', '.join(fewer) or 'none'} no longer. ./dev image --update-lock writes it anew.")
    moved = [f"{name} is {version} here, {wanted[name]} in packages.lock" for name, version in found.items()
             if version != wanted[name]]
    if moved and exactly:
        raise RootProblem("; ".join(moved) + ". ./dev image --update-lock takes them over.")
    return moved


def write_lock(lock: Path, found: dict[str, str]) -> None:
    head = [line for line in lock.read_text().splitlines() if line.startswith("#")]
    lock.write_text("\n".join([*head, *(f"{name} {version}" for name, version in found.items())]) + "\n")


# ---- the tree

def put_file(root: Path, name: str, content: bytes | str, mode: int = 0o644) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)


def put_program(root: Path, program: Path) -> None:
    """Without what only a debugger reads: a build of the same commit has it."""
    put_file(root, PROGRAM, b"", 0o755)
    answer("strip", "--strip-debug", "-o", root / PROGRAM, program)
    (root / PROGRAM).chmod(0o755)


def put_library(root: Path, library: Path) -> None:
    """The file under its real name, and the name that the loader asks for as a link to it."""
    real = library.resolve()
    put_file(root, str(real).lstrip("/"), real.read_bytes(), 0o755)
    asked = root / (library.parent.resolve() / library.name).relative_to("/")
    if not asked.exists():
        asked.parent.mkdir(parents=True, exist_ok=True)
        asked.symlink_to(os.path.relpath(root / str(real).lstrip("/"), asked.parent))


def put_package_facts(root: Path, packages: dict[str, str]) -> None:
    """What scanners read in images without dpkg, and each package's licence."""
    for name in packages:
        put_file(root, f"var/lib/dpkg/status.d/{name}", answer("dpkg-query", "--status", name))
        licence = Path("/usr/share/doc") / name / "copyright"
        if licence.exists():
            put_file(root, str(licence).lstrip("/"), licence.read_bytes())


def put_authorities(root: Path) -> None:
    """Debian's own list and nothing that this machine's owner has added to his."""
    files = sorted(AUTHORITIES.glob("*.crt"))
    if not files:
        raise RootProblem(f"There are no authorities in {AUTHORITIES}: the package ca-certificates is missing.")
    put_file(root, "etc/ssl/certs/ca-certificates.crt", "".join(file.read_text().strip() + "\n" for file in files))


def put_frame(root: Path) -> None:
    """Names, folders and links that programs expect of any system."""
    for name, mode in FOLDERS.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name).chmod(mode)
    for name, content in FILES.items():
        put_file(root, name, content)
    put_file(root, "usr/lib/os-release", Path("/usr/lib/os-release").read_bytes())
    for name, target in LINKS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)


def settle(root: Path, moment: int) -> None:
    """One time for everything, owners as they shall be: what differs between two runs is gone."""
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink() and str(path.relative_to(root)) not in FOLDERS:
            path.chmod(0o755)
        if os.geteuid() == 0:
            is_data = path.relative_to(root).is_relative_to(DATA)
            os.chown(path, *((USER_ID, USER_ID) if is_data else (0, 0)), follow_symlinks=False)
        os.utime(path, (moment, moment), follow_symlinks=False)
    root.chmod(0o755)
    os.utime(root, (moment, moment))


def make_root(program: Path, root: Path, lock: Path, moment: int, exactly: bool = False) -> list[str]:
    """Makes `root` anew. Answers sentences about package versions that differ from the lock."""
    libraries = libraries_of(program)
    packages = packages_of(libraries)
    notes = compare_with_lock(packages, read_lock(lock), exactly)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    put_frame(root)
    put_program(root, program)
    for library in libraries:
        put_library(root, library)
    put_package_facts(root, packages)
    put_authorities(root)
    settle(root, moment)
    return notes


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--to", type=Path, metavar="FOLDER", required=True)
    parser.add_argument("--lock", type=Path, default=LOCK)
    parser.add_argument("--exactly", action="store_true", help="refuse versions that are not those of the lock")
    options = parser.parse_args(arguments)
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    try:
        for note in make_root(options.program, options.to, options.lock, moment, options.exactly):
            print(f"note: {note}")
    except RootProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
