"""Goal: the manifests that are checked in are those that the program's own words make."""
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import tree  # noqa: F401, puts tools/ on the path
from deploy import files, house, places
from deploy.contexts import PODS


class Written(unittest.TestCase):
    def test_checked_in_is_what_would_be_written(self):
        self.assertEqual(files.differences(house.told()), [], "./dev deploy-check --write writes them anew")

    def test_a_difference_is_seen_and_written(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(places, "BASE", Path(folder)):
            self.assertEqual(len(files.differences(house.told())), len(PODS) + 1, "what lies below the base")
            files.write(house.told())
            self.assertEqual(files.differences(house.told()), [])
            policies = Path(folder) / "network-policies.yaml"
            policies.write_text(policies.read_text().replace("8082", "8083", 1))
            self.assertEqual(files.differences(house.told()), [policies])

    def test_every_context_has_a_pod(self):
        self.assertEqual(set(PODS), set(house.told().contexts))


if __name__ == "__main__":
    unittest.main()
