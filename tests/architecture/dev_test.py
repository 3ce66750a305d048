"""Goal: a slip in ./dev is told before anything is installed or built, and two of them do not set up together."""
import fcntl
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import tree

PATIENCE_SECONDS = 60


class Checkout(unittest.TestCase):
    """./dev in a folder where nothing is installed or built."""

    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.root = Path(made.name)
        shutil.copytree(tree.ROOT / 'tools', self.root / 'tools', ignore=shutil.ignore_patterns('__pycache__'))
        (self.root / 'docs').mkdir()
        for name in ('dev', 'docs/configuration.md'):
            shutil.copy2(tree.ROOT / name, self.root / name)

    def answer(self, *words):
        """(exit code, what was said)."""
        done = subprocess.run([self.root / 'dev', *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False, timeout=PATIENCE_SECONDS)
        return done.returncode, done.stdout

    def refusal(self, *words):
        code, said = self.answer(*words)
        self.assertEqual(code, 2, said)
        self.assertEqual(said.count('\n'), 1, said)
        self.assertFalse((self.root / 'build').exists(), 'something was begun')
        return said.strip()


class Slips(Checkout):
    def test_a_verb_that_is_none(self):
        self.assertEqual(self.refusal('rum'),
                         "There is no verb 'rum': write ./dev run instead. ./dev help lists them all.")
        self.assertEqual(self.refusal('cluster', 'statsu'),
                         "'statsu' is not a verb of ./dev cluster: write status instead.")
        self.assertEqual(self.refusal('release', 'rolback'),
                         "'rolback' is not a step of ./dev release: write rollback instead.")
        self.assertEqual(self.refusal('qqqqqq'), "There is no verb 'qqqqqq'. ./dev help lists them all.")

    def test_an_option_that_is_none(self):
        for words, meant in (('check --quik', '--quick'), ('run --prot 80', '--port'), ('setup --hook', '--hooks'),
                             ('test --presett dev', '--preset'), ('sim --sed 7', '--seed'),
                             ('faults --cluster --shrot', '--short'), ('cluster up --sed', '--seed'),
                             ('bench --cluster --buyer 9', '--buyers')):
            verb, wrong = words.split()[0], [word for word in words.split() if word.startswith('--')][-1]
            with self.subTest(words):
                self.assertEqual(self.refusal(*words.split()),
                                 f"'{wrong}' is not an option of ./dev {verb}: write {meant} instead.")
        self.assertEqual(self.refusal('check', '--nope'),
                         "'--nope' is not an option of ./dev check: see ./dev check --help.")

    def test_a_value_that_is_missing_or_wrong(self):
        self.assertEqual(self.refusal('run', '--port'), '--port needs a value: see ./dev run --help.')
        self.assertEqual(self.refusal('run', '--data', '--port', '80'), '--data needs a value: see ./dev run --help.')
        for words in (('--port', 'abc'), ('--port=70000',), ('--provider-port', '-1')):
            self.assertIn('write a whole number from 0 to 65535', self.refusal('run', *words))
        self.assertIn('--sample-accounts does not take "maybe"', self.refusal('run', '--sample-accounts=maybe'))
        for words in (('build', 'nonsense'), ('build', '--preset', 'nonsense'), ('test', '--preset=nonsense')):
            self.assertIn("no preset 'nonsense': write dev, release, asan or tsan", self.refusal(*words))
        self.assertIn("no preset 'relase': write release.", self.refusal('build', 'relase'))

    def test_help_is_no_slip(self):
        code, listed = self.answer('help')
        self.assertEqual(code, 0)
        for verb in ('run', 'build', 'check', 'deploy-check'):
            self.assertIn(f'\n  {verb} ', listed)
            code, said = self.answer(verb, '--help')
            self.assertEqual((code, said.startswith(f'./dev {verb}')), (0, True), said)


class Table(unittest.TestCase):
    """What ./dev lets pass is what the programs behind it know."""
    BEHIND = {'bench': 'bench/run', 'bench --cluster': 'bench/cluster', 'model': 'tests/model/check_model',
              'faults --cluster': 'tests/cluster_faults/run', 'test --acceptance': 'tests/acceptance/run',
              'deploy-check': 'tools/deploy/checks.py', 'image': 'tools/deploy/make_image.py',
              'scan': 'tools/deploy/scan.py', 'pipeline': 'tools/deploy/pipeline.py',
              'cluster servers': 'tools/cluster/with_servers.py', 'sim': 'tests/simulation/boxoffice_sim.cpp'}
    DECLARED = re.compile(r'(?:add_argument\(|name == )(?:["\']-\w["\'], )?["\'](--[a-z-]+)["\']')

    def table(self):
        show = 'for key in "${!options_of[@]}"; do echo "$key:" ${options_of[$key]}; done'
        told = subprocess.run(['bash', '-c', f'. tools/dev/arguments.sh; {show}'], cwd=tree.ROOT, capture_output=True,
                              text=True, check=True).stdout
        rows = (line.split(':', 1) for line in told.splitlines())
        return {key: {name.rstrip('=') for name in names.split()} for key, names in rows}

    def test_no_option_of_a_program_is_refused(self):
        table = self.table()
        texts = {key: (tree.ROOT / path).read_text(encoding='utf-8') for key, path in self.BEHIND.items()}
        verbs = (tree.ROOT / 'tools/cluster/verbs.py').read_text(encoding='utf-8')
        texts['cluster up'] = verbs[verbs.index('"--replicas"') - len('add_argument('):verbs.index('REMAINDER')]
        for key, text in texts.items():
            declared = set(self.DECLARED.findall(text)) - {'--help'}
            self.assertTrue(declared, key)
            self.assertLessEqual(declared, table[key], key)


class SetUp(Checkout):
    def test_whoever_comes_second_waits(self):
        (self.root / 'build').mkdir()
        with open(self.root / 'build' / '.set-up.lock', 'w', encoding='utf-8') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            second = subprocess.Popen([self.root / 'dev', 'setup'], stdout=subprocess.PIPE, text=True,
                                      start_new_session=True)
            try:
                self.assertIn('another ./dev sets up or builds in this checkout', second.stdout.readline())
                self.assertEqual([path.name for path in (self.root / 'build').iterdir()], ['.set-up.lock'])
            finally:
                os.killpg(second.pid, signal.SIGTERM)  # what waits for the lock is a child of its own
                second.communicate(timeout=PATIENCE_SECONDS)


if __name__ == '__main__':
    unittest.main()
