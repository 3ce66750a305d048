"""Goal: whoever changes what the version to come changes too hears of it at once, not when versions are tested."""
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATCH = ROOT / "tests" / "versions" / "next.patch"


class TheVersionToCome(unittest.TestCase):
    def test_its_patch_fits_this_tree(self):
        done = subprocess.run(["git", "apply", "--check", str(PATCH)], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"bring the lines of {PATCH.relative_to(ROOT)} up to date:\n{done.stderr}")


if __name__ == "__main__":
    unittest.main()
