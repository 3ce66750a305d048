"""Goal: a command line answers its exit code and a sentence, and tests that are told count what failed."""
import contextlib
import io
import unittest

import tree  # noqa: F401, puts tools/ on the path
import command_line
import telling


def said(work):
    """(what work answered, what was printed and complained)."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        return work(), out.getvalue()


def mend_it(_):
    raise command_line.ToldProblem('mend it')


def interrupt(_):
    raise KeyboardInterrupt


class CommandLine(unittest.TestCase):
    VERBS = {'count': len, 'mend': mend_it, 'stop': interrupt}

    def run_with(self, *words):
        return said(lambda: command_line.run('./dev try', self.VERBS, list(words), 'stopped'))

    def test_a_verb_answers_with_the_words_behind_it(self):
        self.assertEqual(self.run_with('count', 'one', 'two'), (2, ''))

    def test_what_can_be_mended_is_a_sentence(self):
        self.assertEqual(self.run_with('mend'), (1, 'mend it\n'))
        self.assertEqual(self.run_with('stop'), (130, 'stopped\n'))

    def test_no_verb_names_them_all(self):
        for words in ([], ['sing']):
            code, told = self.run_with(*words)
            self.assertEqual(code, 2)
            self.assertIn('count, mend, stop', told)

    def test_a_bug_keeps_its_trace(self):
        with self.assertRaises(TypeError):
            command_line.run('./dev try', {'count': lambda: 0}, ['count'])


class Telling(unittest.TestCase):
    def test_every_test_runs_and_what_failed_stands_at_the_end(self):
        def work():
            told = telling.Telling()
            told.run('good', lambda: '3 kills')
            told.run('bad', lambda: mend_it(None))
            told.skip('other', 'needs a cluster')
            told.run('good too', lambda: None)
            return told.end()

        code, text = said(work)
        self.assertEqual(code, 1)
        self.assertRegex(text, r'ok +\d+\.\ds  good: 3 kills\n')
        self.assertRegex(text, r'NO +\d+\.\ds  bad\n')
        self.assertIn('FAILED bad', text)
        self.assertTrue(text.endswith('2 passed, 1 failed, 1 skipped\n'), text)

    def test_what_a_check_finds_stands_under_its_name(self):
        def work():
            told = telling.Telling()
            told.look('well', lambda: [])
            told.look('not well', lambda: ['first\nof two lines', 'second'])
            self.assertTrue(told.expect('seen', True, 0))
            self.assertFalse(told.expect('not seen', False))
            return told.end()

        code, text = said(work)
        self.assertEqual(code, 1)
        self.assertIn('  not well\n      | first\n      | of two lines\n      | second\n', text)
        self.assertIn('  ok  seen: 0\n  NO  not seen\n', text)
        self.assertTrue(text.endswith('FAILED not seen\n2 passed, 2 failed\n'), text)

    def test_nothing_passed_is_a_failure(self):
        self.assertEqual(said(lambda: telling.Telling().end()), (1, '0 passed, 0 failed\n'))


if __name__ == '__main__':
    unittest.main()
