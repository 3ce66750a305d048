"""Goal: the pipelines read well, run the same verbs of ./dev, name credentials by id, and a violation is found."""
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import tree
from deploy import pipeline_lint
from deploy.pipeline_stages import JENKINSFILE, ROLLBACK, WORKFLOW, Stage, of_jenkinsfile, of_workflow


class Pipelines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.jenkinsfile = JENKINSFILE.read_text(encoding="utf-8")
        cls.workflow = WORKFLOW.read_text(encoding="utf-8")

    def planted(self, text, old, new):
        self.assertIn(old, text)
        return text.replace(old, new)

    def test_both_run_the_same_verbs(self):
        self.assertEqual(pipeline_lint.compare_stages(self.jenkinsfile, self.workflow), [])

    def test_every_stage_of_a_release_is_there_in_order(self):
        names = [stage.name for stage in of_jenkinsfile(self.jenkinsfile)]
        wanted = ["Build", "Test", "Image", "Bill of materials", "Scan", "Push", "Deploy", "Smoke", ROLLBACK]
        self.assertEqual([name for name in names if name in wanted], wanted)

    def test_every_verb_exists(self):
        for stage in of_workflow(self.workflow):
            verb = stage.command.split()[1]
            told = subprocess.run([tree.ROOT / "dev", verb, "--help"], capture_output=True, text=True, check=False)
            self.assertEqual(told.returncode, 0, stage)
            self.assertIn(f"./dev {verb}", told.stdout, stage)

    def test_another_command_is_found(self):
        planted = self.planted(self.jenkinsfile, "sh './dev sbom'", "sh 'make sbom'")
        told = "\n".join(pipeline_lint.compare_stages(planted, self.workflow))
        self.assertIn("'make sbom', which is no verb", told)
        self.assertIn("GitHub runs", told)

    def test_another_order_is_found(self):
        without_scan = re.sub(r"      - name: Scan\n.*\n", "", self.workflow)
        self.assertIn("GitHub runs", "\n".join(pipeline_lint.compare_stages(self.jenkinsfile, without_scan)))

    def test_a_secret_is_found(self):
        planted = self.planted(self.jenkinsfile, "BOXOFFICE_TARGET = 'prod'", "PASSWORD = 'correcthorse'")
        self.assertIn("looks like a secret", "\n".join(pipeline_lint.compare_stages(planted, self.workflow)))

    def test_what_undoes_a_stage_is_told_from_the_stage(self):
        self.assertEqual(of_jenkinsfile("stage('A') { stages { stage('B') { steps { sh './dev b' } } } "
                                        "post { unsuccessful { sh './dev undo' } } }"),
                         [Stage("B", "./dev b"), Stage(ROLLBACK, "./dev undo")])


class Linters(unittest.TestCase):
    """They take seconds to install at the first time; ./dev deploy-check runs them on the pipelines themselves."""

    def findings(self, lint, source, old, new):
        text = source.read_text(encoding="utf-8")
        self.assertIn(old, text)
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        copy = folder / source.name
        copy.write_text(text.replace(old, new), encoding="utf-8")
        return "\n".join(lint(copy))

    @unittest.skipUnless(pipeline_lint.tools.GO_PROGRAMS.is_installed(), "./dev deploy-check builds actionlint")
    def test_a_step_that_nobody_has_is_found(self):
        told = self.findings(pipeline_lint.lint_workflow, WORKFLOW, "steps.deploy.outcome", "steps.nobody.outcome")
        self.assertIn("nobody", told)

    @unittest.skipUnless(pipeline_lint.tools.GROOVY.is_installed(), "./dev deploy-check installs the parser")
    def test_a_brace_that_is_missing_is_found(self):
        self.assertTrue(self.findings(pipeline_lint.lint_jenkinsfile, JENKINSFILE, "    post {\n", "    post\n"))


if __name__ == "__main__":
    unittest.main()
