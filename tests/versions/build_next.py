"""Builds the version that comes after this one: this tree with next.patch, in a folder of its own below build/."""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATCH = pathlib.Path(__file__).with_name("next.patch")
NEXT = ROOT / "build" / "versions" / "next"
PROGRAM = NEXT / "build" / "release" / "bin" / "boxoffice"


def files_of_this_tree():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True,
                            capture_output=True).stdout
    return [pathlib.Path(name.decode()) for name in listed.split(b"\0") if name]


def copy_if_changed(name):
    """A file that is as it was keeps its time, so that only what has changed is compiled again."""
    source, target = ROOT / name, NEXT / name
    if not source.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() or source.read_bytes() != target.read_bytes():
        shutil.copy2(source, target)


def patched_files():
    return {pathlib.Path(line.removeprefix("+++ b/").strip()) for line in PATCH.read_text().splitlines()
            if line.startswith("+++ b/")}


def main():
    for name in files_of_this_tree():
        if name not in patched_files():
            copy_if_changed(name)
    for name in patched_files():
        shutil.copyfile(ROOT / name, NEXT / name)
    if subprocess.run(["git", "apply", f"--directory={NEXT.relative_to(ROOT)}", "--unsafe-paths", PATCH],
                      cwd=ROOT).returncode:
        return f"{PATCH.relative_to(ROOT)} does not fit this tree any more: bring its lines up to date."
    pages = ROOT / "build" / "web"
    if pages.exists():
        shutil.copytree(pages, NEXT / "build" / "web", dirs_exist_ok=True)
    subprocess.run(["cmake", "--preset", "release"], cwd=NEXT, check=True)
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", "boxoffice"], cwd=NEXT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
