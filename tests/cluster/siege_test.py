"""Goal: siege's count is what the front door has answered, and a door that nobody stands behind is counted as well."""
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from backend import Backend
from cluster.demos.siege import PROGRAM, Siege, read
from cluster.layout import ClusterProblem
from cluster.waiting import wait_until


@unittest.skipUnless(Path(PROGRAM).exists(), "siege is not installed: tools/packages-cluster.txt")
class Counting(unittest.TestCase):
    def test_what_is_answered_is_counted(self):
        with Backend("musical") as backend:
            with Siege(backend.port, ["/items", "/seats?size=5"], people=3, pause_seconds=0.01) as siege:
                self.assertTrue(wait_until(lambda: len(backend.seen) > 20, 30))
        self.assertGreaterEqual(siege.told.requests, 20)
        self.assertEqual(siege.told.failed, 0)
        self.assertEqual(siege.told.availability, 100.0)

    def test_people_who_keep_their_connection_post_too(self):
        with Backend("reservation") as backend:
            with Siege(backend.port, ['/reservations POST {"seatId": 7}'], people=2, keep_alive=True) as siege:
                self.assertTrue(wait_until(lambda: len(backend.seen) > 20, 30))
        self.assertEqual(siege.told.failed, 0)
        self.assertGreater(siege.told.per_second, 0)
        command, path, headers, body = backend.seen[0]
        self.assertEqual((command, path, body), ("POST", "/reservations", b'{"seatId": 7}'))
        self.assertEqual((headers["connection"], headers["content-type"]), ("keep-alive", "application/json"))

    def test_nobody_there_is_not_an_availability_of_100(self):
        self.assertLess(read('{"successful_transactions": 0, "failed_transactions": 3}', "").availability, 100.0)
        self.assertEqual(read('{"successful_transactions": 0, "failed_transactions": 0}', "").availability, 0.0)

    def test_words_without_a_count_are_refused(self):
        with self.assertRaisesRegex(ClusterProblem, "did not count: done"):
            read("done", "")


if __name__ == "__main__":
    unittest.main()
