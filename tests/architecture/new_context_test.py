"""Goal: an empty context keeps every rule from its first line on, and compiles against the kernel as it is today."""
import subprocess
import tempfile
import unittest
from pathlib import Path

from tree import ROOT, run_tool


class NewContext(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = Path(cls.folder.name)
        cls.code, cls.output = run_tool('new_context.py', cls.root, 'donation')

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_it_has_every_door(self):
        self.assertEqual(self.code, 0, self.output)
        room = self.root / 'src/contexts/donation'
        for door in ('module.hpp', 'routes.cpp', 'policies.cpp', 'projections.cpp', 'store.cpp', 'domain/rejection.hpp',
                     'domain/tests/rejection_test.cpp', 'sql/schema.cpp', 'README.md', 'CMakeLists.txt'):
            self.assertTrue((room / door).is_file(), door)

    def test_it_passes_the_checks(self):
        for tool in ('check_floors.py', 'check_coroutines.py', 'check_tidy.py'):
            code, output = run_tool(tool, self.root)
            self.assertEqual(code, 0, output)

    def test_it_is_formatted(self):
        files = [str(path) for path in self.root.rglob('*.?pp')]
        done = subprocess.run(['clang-format-14', f'--style=file:{ROOT}/.clang-format', '--dry-run', '-Werror', *files],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_it_compiles(self):
        for source in self.root.rglob('*.cpp'):
            done = subprocess.run(['g++', '-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Wshadow', '-Werror',
                                   f'-I{self.root}/src', f'-I{ROOT}/src', str(source)],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_it_overwrites_nothing_and_refuses_odd_names(self):
        self.assertEqual(run_tool('new_context.py', self.root, 'donation')[0], 1)
        self.assertEqual(run_tool('new_context.py', self.root, '../donation')[0], 2)


if __name__ == '__main__':
    unittest.main()
