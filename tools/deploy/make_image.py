"""`./dev image`: makes the image of deploy/image/Dockerfile without a Docker engine, as an OCI layout.

It lies in build/image/layout; image.py says how it is made.
"""
from __future__ import annotations

import argparse
import tarfile

import make_root

from cluster.progress import Progress

from . import facts, image_check, places
from .image import Workshop
from .problems import DeployProblem

PROGRAM = places.BUILD / "release" / "bin" / "boxoffice"
STATUS = "./var/lib/dpkg/status"


def update_lock() -> None:
    """Writes down which packages the program needs and which versions Debian has of them now."""
    names = set(make_root.packages_of(make_root.libraries_of(PROGRAM)))
    workshop = Workshop(progress=Progress())
    base = workshop.folder / "base-asked.tar"
    workshop.make_base(names, base)
    with tarfile.open(base) as archive:
        entries = archive.extractfile(STATUS).read().decode().split("\n\n")  # type: ignore[union-attr]
    fields = [dict(line.split(": ", 1) for line in entry.splitlines() if ": " in line) for entry in entries]
    versions = {each["Package"]: each["Version"] for each in fields if "Package" in each}
    make_root.write_lock(make_root.LOCK, {name: versions[name] for name in sorted(names)})
    base.rename(workshop.place_of_base())
    print(f"{make_root.LOCK.relative_to(places.ROOT)} lists {len(names)} packages.")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev image", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", default="", help="its tag; the project's version and the commit unless told")
    parser.add_argument("--from-source", action="store_true",
                        help="compile in the image, instead of taking build/release/bin/boxoffice")
    parser.add_argument("--exactly", action="store_true", help="refuse package versions that are not those of the lock")
    parser.add_argument("--check", action="store_true", help="look whether it is as it should be, let it sell seats")
    parser.add_argument("--update-lock", action="store_true", help="write packages.lock anew, and make no image")
    options = parser.parse_args(arguments)
    if not PROGRAM.exists() and not options.from_source:
        raise DeployProblem(f"There is no {PROGRAM.relative_to(places.ROOT)}; ./dev build makes it.")
    if options.update_lock:
        update_lock()
        return 0
    made = Workshop(progress=Progress()).make(
        facts.gather(options.version), stage="compiled" if options.from_source else "prebuilt", exactly=options.exactly)
    print(f"{made.name}:{made.version} {made.digest}\n"
          f"  {made.size / 1e6:.1f} MB in build/image/layout, made from {made.revision} of {made.created}")
    if options.check:
        return image_check.main([])
    return 0
