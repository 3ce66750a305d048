"""Goal: nothing but what is listed by hash is ever started, and what is there already is not made again."""
import hashlib
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from cluster import components


class Components(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.source = self.folder / "list"
        self.source.write_text("version 1")
        self.made = 0

    def make(self, folder):
        self.made += 1
        (folder / "program").write_text(self.source.read_text())

    def component(self, make=None):
        return components.Component("something", self.folder / "there", (self.source,), make or self.make)

    def test_it_is_made_once(self):
        component = self.component()
        self.assertFalse(component.is_installed())
        component.install()
        self.assertTrue(component.is_installed())
        self.assertEqual((self.folder / "there" / "program").read_text(), "version 1")

    def test_another_version_is_made_anew(self):
        component = self.component()
        component.install()
        self.source.write_text("version 2")
        self.assertFalse(component.is_installed())
        component.install()
        self.assertEqual((self.folder / "there" / "program").read_text(), "version 2")

    def test_one_that_cannot_be_made_leaves_the_old_one(self):
        self.component().install()
        self.source.write_text("version 2")

        def refuse(folder):
            (folder / "program").write_text("half")
            raise components.ComponentMissing("there is no network")

        with self.assertRaises(components.ComponentMissing):
            self.component(refuse).install()
        self.assertEqual((self.folder / "there" / "program").read_text(), "version 1")
        self.assertFalse(self.component().is_installed())

    def test_a_jar_with_another_content_is_found(self):
        jars = self.folder / "jars"
        jars.mkdir()
        for name, text in (("good.jar", "good"), ("changed.jar", "evil"), ("foreign.jar", "what is this")):
            (jars / name).write_text(text)
        listing = self.folder / "jars.sha256"
        lines = [f"{hashlib.sha256(text.encode()).hexdigest()}  {name}" for name, text in
                 (("good.jar", "good"), ("changed.jar", "kind"), ("absent.jar", "where"))]
        listing.write_text("# a comment\n" + "\n".join(lines) + "\n")
        self.assertEqual(components.differences(jars, components.wanted_hashes(listing)), [
            "absent.jar is missing", "changed.jar has another content", "foreign.jar is not on the list"])

    def test_a_command_that_fails_is_told_with_its_words(self):
        with self.assertRaisesRegex(components.ComponentMissing, "Trying did not work:\nno such thing"):
            components.run("Trying", ["/bin/sh", "-c", "echo no such thing; exit 4"])


if __name__ == "__main__":
    unittest.main()
