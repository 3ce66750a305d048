"""Goal: the count that ends ./dev test is true: failures, crashes and silent programs are never counted as passed."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
import run_suite


def report(*tests):
    return json.loads(json.dumps({'testsuites': [{'name': 'Suite', 'testsuite': list(tests)}]}))


class Counting(unittest.TestCase):
    def counted(self, script):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / 'suite.py'
            path.write_text(script, encoding='utf-8')
            count = run_suite.run_counted([sys.executable, str(path)])
        return count.passed, count.failed

    def test_the_last_count_of_a_program_holds(self):
        self.assertEqual(self.counted('print("1 passed, 0 failed")\nprint("7 passed, 2 failed")\nexit(1)'), (7, 2))

    def test_a_program_that_fails_after_a_clean_count_is_a_failure(self):
        self.assertEqual(self.counted('print("7 passed, 0 failed")\nexit(3)'), (7, 1))

    def test_a_program_without_a_count_is_one_test(self):
        self.assertEqual(self.counted('pass'), (1, 0))
        self.assertEqual(self.counted('exit(1)'), (0, 1))

    def test_googletest_results_are_told_apart(self):
        count = run_suite.Count()
        run_suite.count_googletest(report(
            {'name': 'a', 'status': 'RUN', 'result': 'COMPLETED'},
            {'name': 'b', 'status': 'RUN', 'result': 'COMPLETED', 'failures': [{}]},
            {'name': 'c', 'status': 'RUN', 'result': 'SKIPPED'},
            {'name': 'd', 'status': 'NOTRUN', 'result': 'SUPPRESSED'}), 'room', count)
        self.assertEqual((count.passed, count.failed, count.skipped), (1, 1, 1))
        self.assertEqual(count.failures, ['room: Suite.b'])


if __name__ == '__main__':
    unittest.main()
