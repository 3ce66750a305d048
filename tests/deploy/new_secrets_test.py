"""Goal: what is drawn is what pods ask for, new each time, and for nobody else's eyes."""
import stat
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from deploy import names, new_secrets
from deploy.contexts import PODS, secrets_of
from deploy.problems import DeployProblem
from deploy.yaml_text import read

# Given by others: Kafka's and PostgreSQL's own authorities.
GIVEN = {"boxoffice-kafka", "boxoffice-postgres-ca"}


class NewSecrets(unittest.TestCase):
    def setUp(self):
        self.path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "secrets.yaml"
        self.assertEqual(new_secrets.main(["--to", str(self.path)]), 0)
        self.made = read(self.path.read_text())

    def test_every_file_that_a_pod_reads_is_there(self):
        found = {(each["metadata"]["name"], key) for each in self.made
                 if each["metadata"]["namespace"] == names.NAMESPACE for key in each["stringData"]}
        wanted = {(one.secret, one.key) for context in PODS for one in secrets_of(context) if one.key}
        self.assertEqual({pair for pair in wanted if pair[0] not in GIVEN} - found, set())
        self.assertIn(("boxoffice-token-keys", "access-tokens.json"), found)
        self.assertIn(("boxoffice-token-keys", "refresh-tokens.json"), found)

    def test_nothing_is_drawn_twice_and_only_the_owner_reads_it(self):
        texts = [text for each in self.made if each["metadata"]["namespace"] == names.NAMESPACE
                 for text in each["stringData"].values()]
        self.assertEqual(len(texts), len(set(texts)))
        self.assertTrue(all(len(text) >= 40 for text in texts))
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)

    def test_the_operator_makes_roles_with_the_same_passwords(self):
        by_namespace = {(each["metadata"]["namespace"], each["metadata"]["name"]): each["stringData"]
                        for each in self.made}
        for context, pod in PODS.items():
            if pod.has_database:
                name = f"boxoffice-database-{context}"
                role = by_namespace[names.DATA_NAMESPACE, name]
                self.assertEqual(role["password"], by_namespace[names.NAMESPACE, name]["password"])
                self.assertEqual(role["username"], f"boxoffice_{context}")

    def test_what_is_there_is_never_overwritten(self):
        before = self.path.read_text()
        with self.assertRaises(DeployProblem):
            new_secrets.main(["--to", str(self.path)])
        self.assertEqual(self.path.read_text(), before)


if __name__ == "__main__":
    unittest.main()
