"""Where the project is, and how its tools are run against it or against a planted copy."""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / 'tools'))


def run_tool(name, root, *arguments):
    """(exit code, output) of tools/<name> over the tree at `root`."""
    done = subprocess.run([sys.executable, str(ROOT / 'tools' / name), '--root', str(root), *arguments],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def plant(folder, files):
    """Writes {path: text} under `folder`."""
    for path, text in files.items():
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding='utf-8')
