"""Goal: the linters are clean on what we ship, and find a violation that is planted there."""
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from deploy import image_lint


class Linters(unittest.TestCase):
    def planted(self, source, old, new):
        """A copy of the file in which `old` reads `new`."""
        text = source.read_text(encoding="utf-8")
        self.assertIn(old, text)
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        copy = folder / source.name
        copy.write_text(text.replace(old, new), encoding="utf-8")
        return copy

    def test_the_dockerfile_is_clean(self):
        self.assertEqual(image_lint.lint_dockerfile(image_lint.DOCKERFILE), [])

    def test_packages_without_a_version_are_found(self):
        planted = self.planted(image_lint.DOCKERFILE, "RUN ./install_packages",
                               "RUN apt-get update && apt-get install -y curl && ./install_packages")
        self.assertIn("DL3008", " ".join(image_lint.lint_dockerfile(planted)))

    def test_root_as_the_last_user_is_found(self):
        planted = self.planted(image_lint.DOCKERFILE, "USER 65532:65532", "USER root")
        self.assertIn("DL3002", " ".join(image_lint.lint_dockerfile(planted)))

    def test_the_script_is_clean(self):
        self.assertEqual(image_lint.lint_script(image_lint.INSTALL_PACKAGES), [])

    def test_a_word_that_is_split_is_found(self):
        planted = self.planted(image_lint.INSTALL_PACKAGES, '"$lock")', "$lock)")
        self.assertIn("SC2086", " ".join(image_lint.lint_script(planted)))


if __name__ == "__main__":
    unittest.main()
