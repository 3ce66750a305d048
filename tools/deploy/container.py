"""Runs the program of an image's root as a container engine would: read-only root, its own user, no new privileges.

For machines where no engine runs: it needs root, util-linux and a Linux that has mount namespaces. The process keeps
the network and the process numbers of the machine, so whoever started it ends it by its id, with any signal.

    tools/deploy/container.py --root build/image/root --share DIR -- serve --data DIR
"""
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

USER_ID = 65532
PROGRAM = "/usr/bin/boxoffice"
DEVICES = ("null", "zero", "random", "urandom")


def mount(*words: str | Path) -> None:
    subprocess.run(["/usr/bin/mount", *map(str, words)], check=True)


def give(folder: Path) -> None:
    """Makes the folder and what is in it the user's of the image, as an engine does with a volume."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.rglob("*")):
        try:
            os.chown(path, USER_ID, USER_ID, follow_symlinks=False)
        except FileNotFoundError:
            pass  # somebody else's temporary file


def enter(root: Path, shared: list[Path], read: list[Path]) -> None:
    """Builds what the process sees, in a mount namespace that is already its own, and goes there."""
    stage = Path("/run/boxoffice-stage")
    stage.mkdir(exist_ok=True)
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", stage)
    view = stage / "root"
    # In a read-only root no place can be made for the shared folders, so its entries are put side by side here.
    view.mkdir()
    for entry in sorted(root.iterdir()):
        if entry.is_symlink():
            (view / entry.name).symlink_to(os.readlink(entry))
            continue
        (view / entry.name).mkdir()
        if entry.name in ("dev", "proc", "tmp"):
            continue
        mount("--bind", entry, view / entry.name)
        mount("-o", "remount,bind,ro,nosuid,nodev", view / entry.name)
    mount("-t", "proc", "proc", view / "proc")
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", view / "tmp")
    for name in DEVICES:
        (view / "dev" / name).touch()
        mount("--bind", Path("/dev") / name, view / "dev" / name)
    for folder in (*shared, *read):
        place = view / folder.relative_to("/")
        place.mkdir(parents=True, exist_ok=True)
        mount("--bind", folder, place)
    for folder in read:
        mount("-o", "remount,bind,ro", view / folder.relative_to("/"))
    mount("-o", "remount,ro", stage)
    os.chroot(view)


def run_inside(options: argparse.Namespace) -> None:
    """Never returns: the program takes the place of this one."""
    here = Path.cwd()
    enter(options.root, options.share, options.read)
    os.chdir(here if any(here.is_relative_to(folder) for folder in options.share) else "/")
    os.setgroups([])
    os.setresgid(USER_ID, USER_ID, USER_ID)
    os.setresuid(USER_ID, USER_ID, USER_ID)
    # As in a container: what is told here, and nothing of the machine's own environment.
    os.execve(PROGRAM, [PROGRAM, *options.words], dict(each.split("=", 1) for each in options.env))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=lambda text: Path(text).resolve(), required=True)
    parser.add_argument("--share", action="append", default=[], type=lambda text: Path(text).resolve(),
                        help="a folder that the program may write; it becomes its user's")
    parser.add_argument("--read", action="append", default=[], type=lambda text: Path(text).resolve(),
                        help="a folder that it may read")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="-- WORD...")
    options = parser.parse_args(arguments)
    options.words = options.words[1:] if options.words[:1] == ["--"] else options.words
    if options.inside:
        run_inside(options)
    if os.geteuid() != 0:
        print("Only root can make the view of a container: run it with sudo, or in an engine.", file=sys.stderr)
        return 2
    for folder in options.share:
        give(folder)
    unshare = shutil.which("unshare") or "/usr/bin/unshare"
    os.execv("/usr/bin/setpriv", [
        "setpriv", "--no-new-privs", unshare, "--mount", "--propagation", "private", sys.executable, __file__,
        "--inside", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
