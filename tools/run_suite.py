#!/usr/bin/env python3
"""Runs one suite of tests and counts it: "N passed, M failed" last, and the same numbers into --tally.

Suites: `ctest <preset>` (every GoogleTest program, each test counted), `python <folder>` (every *_test.py),
`counted <program> [arguments]` (a program whose last such line counts, else itself as one test).
"""
import argparse
import json
import os
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTS = re.compile(r'(\d+) passed, (\d+) failed(?:, (\d+) skipped)?')


@dataclass
class Count:
    """What a suite came to; `failures` names what failed."""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)

    def add_failure(self, name):
        self.failed += 1
        self.failures.append(name)


def count_googletest(report, name, count):
    """Adds the tests of one GoogleTest program; answers the number that failed."""
    failed_before = count.failed
    for suite in report['testsuites']:
        for test in suite['testsuite']:
            if test.get('failures'):
                count.add_failure(f'{name}: {suite["name"]}.{test["name"]}')
            elif test.get('result') == 'SKIPPED':
                count.skipped += 1
            elif test.get('status') == 'RUN':
                count.passed += 1
    return count.failed - failed_before


def programs_by_test(preset):
    """The program that each test of ctest starts."""
    listed = subprocess.run(['ctest', '--preset', preset, '--show-only=json-v1'], cwd=ROOT, check=True,
                            capture_output=True, text=True)
    tests = json.loads(listed.stdout)['tests']
    return {test['name']: Path(test.get('command', ['none'])[0]).name for test in tests}


def steady_addresses():
    """GCC 12's sanitizers need the usual memory layout; kernels with more randomness confuse them."""
    prefix = ['setarch', os.uname().machine, '-R']
    try:
        works = subprocess.run([*prefix, 'true'], capture_output=True, check=False).returncode == 0
    except OSError:
        works = False
    return prefix if works else []


def run_ctest(preset):
    results = ROOT / 'build' / 'test-results' / preset
    results.mkdir(parents=True, exist_ok=True)
    for old in results.iterdir():
        old.unlink()
    prefix = steady_addresses() if preset in ('asan', 'tsan') else []
    environment = dict(os.environ, GTEST_OUTPUT=f'json:{results}/', GTEST_COLOR='no')
    subprocess.run([*prefix, 'ctest', '--preset', preset, '--output-junit', str(results / 'ctest.xml'),
                    '--parallel', str(os.cpu_count() or 1)], cwd=ROOT, env=environment, check=False)
    count = Count()
    programs = programs_by_test(preset)
    statuses = {case.get('name'): case.get('status')
                for case in ElementTree.parse(results / 'ctest.xml').getroot().iter('testcase')}
    for name, program in programs.items():
        ran = statuses.get(name) == 'run'
        report = results / f'{program}.json'
        if not report.is_file():
            # No GoogleTest program, or one that died before it could report: the run itself is the test.
            count.passed += ran
            if not ran:
                count.add_failure(f'{name}: {statuses.get(name, "did not run")}')
            continue
        failed = count_googletest(json.loads(report.read_text(encoding='utf-8')), name, count)
        if not ran and failed == 0:
            count.add_failure(f'{name}: every test passed, then the program failed (a leak, or a crash at its end)')
    return count


class CountingResult(unittest.TextTestResult):
    """A text result that also knows how many tests passed."""
    passed = 0

    def addSuccess(self, test):  # noqa: N802, the name is unittest's
        super().addSuccess(test)
        self.passed += 1


def run_python(folder):
    sys.path.insert(0, str(ROOT / 'tools'))
    tests = unittest.TestLoader().discover(str(ROOT / folder), pattern='*_test.py', top_level_dir=str(ROOT / folder))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=CountingResult).run(tests)
    broken = [str(test) for test, _ in result.failures + result.errors]
    return Count(result.passed, len(broken), len(result.skipped), broken)


def run_counted(command):
    output = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace') as process:
        for line in process.stdout:
            print(line, end='', flush=True)
            output.append(line)
    found = [match for match in map(COUNTS.search, output) if match]
    name = Path(command[0]).name
    if not found:
        return Count(1, 0) if process.returncode == 0 else Count(0, 1, 0, [f'{name}: exit {process.returncode}'])
    count = Count(*(int(number or 0) for number in found[-1].groups()))
    if process.returncode != 0 and count.failed == 0:
        count.add_failure(f'{name}: counted no failure, yet exit {process.returncode}')
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tally', type=Path, help='where "passed failed skipped" is written')
    parser.add_argument('kind', choices=['ctest', 'python', 'counted'])
    parser.add_argument('what', nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.kind == 'counted':
        count = run_counted(options.what)
    else:
        count = {'ctest': run_ctest, 'python': run_python}[options.kind](options.what[0])
    for failure in count.failures:
        print(f'FAILED {failure}')
    print(f'{count.passed} passed, {count.failed} failed')
    if options.tally:
        options.tally.write_text(f'{count.passed} {count.failed} {count.skipped}\n', encoding='utf-8')
    return 1 if count.failed or count.passed == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
