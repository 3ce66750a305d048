"""Goal: each limit and name is enforced at its edge, and the tree as it stands keeps them all."""
import tempfile
import unittest

import check_tidy
from tree import ROOT, plant, run_tool

PURPOSE = '// Purpose.\n'


def findings(text, path='src/base/x.cpp'):
    return [str(finding) for finding in check_tidy.check_file(path, text)]


def function_of(lines):
    """A function whose body spans exactly `lines` lines."""
    return 'void f(int a) {\n' + '    g();\n' * (lines - 2) + '}\n'


class Tidy(unittest.TestCase):
    def assert_refused(self, text, path='src/base/x.cpp'):
        self.assertEqual(len(findings(text, path)), 1, findings(text, path))

    def assert_allowed(self, text, path='src/base/x.cpp'):
        self.assertEqual(findings(text, path), [])

    def test_the_present_tree_is_tidy(self):
        code, output = run_tool('check_tidy.py', ROOT)
        self.assertEqual(code, 0, output)

    def test_lines_end_at_one_hundred_columns(self):
        self.assert_allowed(PURPOSE + '// ' + 'x' * 97 + '\n')
        self.assert_refused(PURPOSE + '// ' + 'x' * 98 + '\n')
        self.assert_allowed(PURPOSE + '// ' + '석' * 97 + '\n')

    def test_tables_that_stay_as_written_may_be_wider(self):
        table = PURPOSE + '// clang-format off\n// ' + 'x' * 117 + '\n// clang-format on\n'
        self.assert_allowed(table)
        self.assert_refused(table + '// ' + 'x' * 98 + '\n')
        self.assert_refused(table.replace('xx', 'xxx', 1))

    def test_raw_literals_of_several_lines_may_be_wider(self):
        self.assert_allowed(PURPOSE + 'auto s = R"(\n' + 'x' * 120 + '\n)";\n')
        self.assert_refused(PURPOSE + 'auto s = R"(\n' + 'x' * 121 + '\n)";\n')
        self.assert_refused(PURPOSE + 'auto s = R"(' + 'x' * 100 + ')";\n')

    def test_functions_end_at_seventy_lines(self):
        self.assert_allowed(PURPOSE + function_of(70))
        self.assert_refused(PURPOSE + function_of(71))
        self.assert_refused(PURPOSE + 'namespace a {\nclass B {\n' + function_of(71) + '};\n}\n')
        self.assert_refused(PURPOSE + 'B::B(int a) : a_{a}, b_{a} {\n' + '    g();\n' * 70 + '}\n')
        self.assert_refused(PURPOSE + 'TEST(A, B) {\n' + '    g();\n' * 70 + '}\n')
        self.assert_refused(PURPOSE + 'auto f() -> std::vector<int> {\n' + '    g();\n' * 70 + '}\n')
        self.assert_allowed(PURPOSE + function_of(60) + function_of(60))

    def test_tables_are_no_functions(self):
        self.assert_allowed(PURPOSE + 'constexpr std::array texts{\n' + '    1,\n' * 100 + '};\n')
        self.assert_allowed(PURPOSE + 'std::vector<int> f() {\n    return {\n' + '    1,\n' * 100 + '    };\n}\n')

    def test_files_end_soon_after_four_hundred_lines(self):
        self.assert_allowed(PURPOSE + '\n' * 419)
        self.assert_refused(PURPOSE + '\n' * 420)

    def test_open_ends_are_refused(self):
        for word in ('TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'):
            self.assert_refused(PURPOSE + f'// {word}: later\n')
            self.assert_refused(f'# {word}\n', 'tools/x.py')

    def test_paths_of_a_machine_are_refused(self):
        self.assert_refused(PURPOSE + 'auto p = "/ro' + 'ot/x";\n')
        self.assert_refused('cd /wo' + 'rk/main\n', 'tools/x.sh')
        self.assert_allowed(PURPOSE + 'auto p = "/items/1";\n')
        self.assert_allowed(PURPOSE + 'auto p = folder + "/workers";\n')

    def test_files_say_their_purpose_and_guard_themselves(self):
        self.assert_refused('#include <vector>\n')
        self.assert_refused(PURPOSE + 'int x();\n', 'src/base/x.hpp')
        self.assert_allowed(PURPOSE + '#pragma once\n', 'src/base/x.hpp')
        self.assert_allowed('#include "base/x.hpp"\n')
        self.assert_refused('#include "base/y.hpp"\n')

    def test_file_names_are_snake_case(self):
        self.assert_refused(PURPOSE, 'src/base/seatMap.cpp')
        self.assert_allowed(PURPOSE, 'src/base/seat_map.cpp')

    def test_sql_is_never_put_together(self):
        self.assert_refused(PURPOSE + 'auto s = "SELECT a FROM b WHERE c = " + name;\n')
        self.assert_refused(PURPOSE + 'auto s = std::string{"DELETE FROM a WHERE b = "} + name;\n')
        self.assert_refused(PURPOSE + 'auto s = fmt::format("UPDATE a SET b = {}", value);\n')
        self.assert_refused(PURPOSE + 'text += prefix + "INSERT INTO a VALUES (1)";\n')
        self.assert_allowed(PURPOSE + 'constexpr auto s = "SELECT a "\n    "FROM b WHERE c = $1";\n')
        self.assert_allowed(PURPOSE + 'throw Fault("SELECT a seat" + name);\n'.replace('SELECT', 'Select'))

    def test_the_tool_fails_on_a_planted_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            plant(folder, {'src/base/x.cpp': PURPOSE + function_of(71)})
            code, output = run_tool('check_tidy.py', folder)
        self.assertEqual(code, 1)
        self.assertIn('src/base/x.cpp:2:', output)


if __name__ == '__main__':
    unittest.main()
