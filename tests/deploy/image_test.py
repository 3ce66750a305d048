"""Goal: the steps of the image give the same bytes twice, and take nothing that the lock does not list."""
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import tree
import make_root
from deploy import facts, image_check

PROGRAM = tree.ROOT / "build" / "release" / "bin" / "boxoffice"
MOMENT = 1_795_942_963


def told_about(root):
    """Everything that a layer would hold of the tree: names, kinds, modes, owners, times, contents."""
    lines = []
    for path in sorted(root.rglob("*")):
        entry = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        lines.append((str(path.relative_to(root)), oct(entry.st_mode), entry.st_uid, entry.st_gid, int(entry.st_mtime),
                      content))
    return lines


class Roots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="boxoffice-root-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.first = cls.folder / "first"
        make_root.make_root(PROGRAM, cls.first, make_root.LOCK, MOMENT)

    def test_two_runs_give_the_same_bytes(self):
        second = self.folder / "second"
        make_root.make_root(PROGRAM, second, make_root.LOCK, MOMENT)
        self.assertEqual(told_about(self.first), told_about(second))

    def test_every_library_is_there_and_has_a_package(self):
        for library in make_root.libraries_of(PROGRAM):
            self.assertTrue((self.first / str(library.resolve()).lstrip("/")).is_file(), library)
            self.assertIn(make_root.package_of(library), make_root.read_lock(make_root.LOCK))

    def test_the_files_are_as_they_should_be(self):
        self.assertEqual(image_check.findings_in_files(self.first), [])
        self.assertEqual(image_check.findings_in_size(self.first), [])

    def test_what_is_planted_among_the_files_is_found(self):
        planted = self.folder / "planted"
        shutil.copytree(self.first, planted, symlinks=True)
        (planted / "usr/bin/sh").write_bytes(b"")
        (planted / "etc/open").touch()
        (planted / "etc/open").chmod(0o666)
        (planted / "usr/bin/boxoffice").chmod(0o755 | stat.S_ISUID)
        told = " ".join(image_check.findings_in_files(planted))
        for part in ("/etc/open may be written by everybody", "boxoffice, sh", "/usr/bin/boxoffice runs as somebody"):
            self.assertIn(part, told)

    @unittest.skipUnless(os.geteuid() == 0, "only root can make the view of a container")
    def test_the_program_starts_there_as_its_own_user_on_a_read_only_root(self):
        shared = self.folder / "shared"

        def run(*words):
            return subprocess.run([sys.executable, tree.ROOT / "tools/deploy/container.py", "--root", self.first,
                                   "--share", shared, "--", *words], capture_output=True, text=True, check=False)
        self.assertEqual(run("routes").stdout, subprocess.run([PROGRAM, "routes"], capture_output=True, text=True,
                                                              check=True).stdout)
        refused = run("serve", "--data", "/usr/data", "--port", "0", "--management-port", "0")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("Read-only file system", refused.stdout + refused.stderr)
        self.assertEqual(shared.stat().st_uid, make_root.USER_ID)


class Locks(unittest.TestCase):
    WANTED = {"libc6": "2.36-9", "libssl3": "3.0.22"}

    def test_a_version_that_moved_is_told_or_refused(self):
        moved = self.WANTED | {"libssl3": "3.0.23"}
        self.assertEqual(make_root.compare_with_lock(moved, self.WANTED, False),
                         ["libssl3 is 3.0.23 here, 3.0.22 in packages.lock"])
        with self.assertRaisesRegex(make_root.RootProblem, "libssl3 is 3.0.23 here"):
            make_root.compare_with_lock(moved, self.WANTED, True)

    def test_another_set_of_packages_is_refused(self):
        for found in (self.WANTED | {"libmore1": "1"}, {"libc6": "2.36-9"}):
            with self.assertRaisesRegex(make_root.RootProblem, "other packages"):
                make_root.compare_with_lock(found, self.WANTED, False)

    def test_a_file_that_belongs_to_no_package_is_refused(self):
        stray = self.enterContext(tempfile.NamedTemporaryFile(suffix=".so"))
        with self.assertRaisesRegex(make_root.RootProblem, "no Debian"):
            make_root.package_of(Path(stray.name))


class Facts(unittest.TestCase):
    def test_a_version_is_a_tag_and_a_label(self):
        self.assertRegex(facts.gather().version, r"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9a-f]{12})?(-changed)?$")
        for wrong in ("1.0+build", "a b", "x" * 64, "-1"):
            with self.assertRaisesRegex(facts.DeployProblem, "is no version"):
                facts.gather(wrong)

    def test_the_time_is_of_the_commit_unless_told(self):
        self.enterContext(unittest.mock.patch.dict(os.environ, {"SOURCE_DATE_EPOCH": "86400"}))
        self.assertEqual(facts.gather().created, "1970-01-02T00:00:00Z")


if __name__ == "__main__":
    unittest.main()
