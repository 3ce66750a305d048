"""Goal: the examples fit the house, and what is spoilt in them is found."""
import unittest

import tree  # noqa: F401, puts tools/ on the path
from deploy import example_checks, render
from deploy.example_checks import DATA, SECRETS, only


class Examples(unittest.TestCase):
    # What is spoilt, and words of the finding.
    PLANTED = [
        (lambda o: only(o, "KafkaTopic")["spec"].update(partitions=3), "partitions is 3, the program wants 12"),
        (lambda o: only(o, "KafkaTopic")["spec"]["config"].update({"retention.ms": 604800000}), "retention.ms"),
        (lambda o: only(o, "KafkaTopic")["metadata"].update(name="events"), "name is events"),
        (lambda o: only(o, "Cluster")["metadata"].update(name="postgres"), "does not lead to postgres"),
        (lambda o: only(o, "Kafka")["spec"]["kafka"]["listeners"][0].update(port=9094), "on port 9094"),
        (lambda o: only(o, "Cluster")["spec"]["managed"]["roles"].pop(), "identity has no role"),
        (lambda o: only(o, "Database")["spec"].update(owner="boxoffice"), "identity has no role"),
    ]

    def test_they_fit(self):
        self.assertEqual(example_checks.data_fits(render.objects_of(DATA)), [])
        self.assertEqual(example_checks.secrets_missing(render.objects_of(SECRETS)), [])

    def test_what_is_planted_is_found(self):
        for spoil, words in self.PLANTED:
            with self.subTest(words):
                objects = render.objects_of(DATA)
                spoil(objects)
                self.assertIn(words, "\n".join(example_checks.data_fits(objects)))

    def test_a_secret_that_is_left_out_is_found(self):
        objects = [each for each in render.objects_of(SECRETS) if each["metadata"]["name"] != "boxoffice-smtp"]
        self.assertEqual(example_checks.secrets_missing(objects), ["boxoffice-smtp does not come out of the vault"])


if __name__ == "__main__":
    unittest.main()
