"""Goal: every shape of the GCC 12 coroutine mistake is found, and correct code is left alone."""
import tempfile
import unittest

import check_coroutines
from tree import ROOT, plant, run_tool

ROOM = 'src/platform/http/session.cpp'


class Coroutines(unittest.TestCase):
    def assert_refused(self, code, path=ROOM):
        self.assertNotEqual(check_coroutines.check_file(path, code), [], code)

    def assert_allowed(self, code, path=ROOM):
        self.assertEqual([str(finding) for finding in check_coroutines.check_file(path, code)], [], code)

    def test_the_present_tree_keeps_the_rule(self):
        code, output = run_tool('check_coroutines.py', ROOT)
        self.assertEqual(code, 0, output)

    def test_coroutines_live_in_three_rooms(self):
        for path in ('src/contexts/musical/routes.cpp', 'src/platform/sql/sqlite.cpp', 'src/app/main.cpp'):
            self.assert_refused('task f() { co_await g(); }', path)
            self.assert_refused('task f() { co_return; }', path)
        for room in ('http', 'bus', 'runtime'):
            self.assert_allowed('task f() { co_await g(); }', f'src/platform/{room}/x.cpp')

    def test_a_braced_argument_is_refused(self):
        self.assert_refused('task f() { co_await handle(Command{p, "x"}); }')
        self.assert_refused('task f() { co_await handle({p, "x"}); }')
        self.assert_refused('task f() { auto a = co_await handle({.id = p}); }')
        self.assert_refused('task f() { co_await handle(\n    Command\n    {p}); }')

    def test_a_lambda_argument_is_refused(self):
        self.assert_refused('task f() { co_await run([p] { use(p); }); }')
        self.assert_refused('task f() { co_await co_spawn(ex, [p]() -> awaitable<void> { co_return; }, use); }')

    def test_braces_elsewhere_in_the_full_expression_are_refused(self):
        self.assert_refused('task f() { use(co_await g(), Command{p}); }')
        self.assert_refused('task f() { use(Command{p}, co_await g()); }')
        self.assert_refused('task f() { Command c{co_await g()}; }')
        self.assert_refused('task f() { auto c = Command{p, co_await g()}; }')

    def test_named_values_are_fine(self):
        self.assert_allowed('task f() { Command c{p, "x"}; co_await handle(std::move(c)); }')
        self.assert_allowed('task f() { auto later = g(Command{p}); co_await std::move(later); }')
        self.assert_allowed('task f() { co_return Command{p}; }')

    def test_blocks_around_and_after_are_fine(self):
        self.assert_allowed('task f() { if (co_await g()) { h(); } }')
        self.assert_allowed('task f() { while (!(co_await g()).empty()) { h(v[0]); } }')
        self.assert_allowed('task f() { for (;;) { co_await g(); } }')
        self.assert_allowed('task f() { try { co_await g(); } catch (const E& e) { h(); } }')
        self.assert_allowed('task f() {\n    if (a) { b(); }\n    co_await g();\n}')
        self.assert_allowed('auto f() -> awaitable<void> { co_await g(); }')

    def test_comments_and_texts_do_not_count(self):
        self.assert_allowed('// co_await {}', 'src/app/main.cpp')
        self.assert_allowed('const char* text = "co_await {";', 'src/app/main.cpp')
        self.assert_allowed('task f() { co_await g("{["); }')

    def test_a_capturing_lambda_is_no_coroutine(self):
        self.assert_refused('auto run = [this]() -> asio::awaitable<void> { co_return; };')
        self.assert_allowed('auto run = [](Session s) -> asio::awaitable<void> { co_return; };')

    def test_the_tool_fails_on_a_planted_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            plant(folder, {'src/app/main.cpp': '// Purpose.\ntask f() { co_await g(); }\n'})
            code, output = run_tool('check_coroutines.py', folder)
        self.assertEqual(code, 1)
        self.assertIn('src/app/main.cpp:2:', output)


if __name__ == '__main__':
    unittest.main()
