"""The web pages as a part of the program: what tools/embed_pages.py takes, and what it refuses."""
import gzip
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tree import ROOT

PAGE = b'<!doctype html><link rel="stylesheet" href="/assets/app.0a1b2c3d.css"><p>Hello</p>'
STYLE = b'p { color: black }' * 40
GOOD = {'index.html': PAGE, 'assets/app.0a1b2c3d.css': STYLE, 'assets/app.0a1b2c3d.css.gz': gzip.compress(STYLE),
        'assets/app.0a1b2c3d.css.br': b'not smaller' * 100, 'posters/moon.svg': b'<svg/>'}


def embed(files):
    """(exit code, complaint, bytes, table) of embedding {path: content}."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            target = Path(folder, 'pages', path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        out = [Path(folder, name) for name in ('bytes', 'table')]
        done = subprocess.run([sys.executable, str(ROOT / 'tools' / 'embed_pages.py'), '--pages', f'{folder}/pages',
                               '--bytes', str(out[0]), '--table', str(out[1])],
                              capture_output=True, text=True, check=False)
        read = [file.read_bytes() if file.exists() else b'' for file in out]
        return done.returncode, done.stderr, read[0], read[1].decode()


def refused(change):
    code, complaint, _, table = embed(GOOD | change)
    assert code == 1 and not table, (code, complaint)
    return complaint


class EmbedPages(unittest.TestCase):
    def test_every_file_is_found_where_the_table_says(self):
        code, complaint, everything, table = embed(GOOD)
        self.assertEqual((code, complaint), (0, ''))
        rows = {row.group(1): row.group(0) for row in re.finditer(r'\.path = "([^"]+)".*?\}\},?\n', table, re.DOTALL)}
        self.assertEqual(list(rows), ['/assets/app.0a1b2c3d.css', '/index.html', '/posters/moon.svg'])

        def stored(path, coding):
            place = re.search(rf'\.{coding} = {{bytes \+ (\d+), (\d+)}}', rows[path])
            return everything[int(place[1]):][:int(place[2])] if place else None

        self.assertEqual(stored('/index.html', 'identity'), PAGE)
        self.assertIsNone(stored('/index.html', 'gzip'))
        self.assertEqual(stored('/assets/app.0a1b2c3d.css', 'identity'), STYLE)
        self.assertEqual(gzip.decompress(stored('/assets/app.0a1b2c3d.css', 'gzip')), STYLE)
        self.assertIsNone(stored('/assets/app.0a1b2c3d.css', 'brotli'), 'it is longer than what it packs')
        self.assertEqual([path for path, row in rows.items() if '.is_immutable = true' in row],
                         ['/assets/app.0a1b2c3d.css'])

    def test_the_same_pages_make_the_same_program(self):
        self.assertEqual(embed(GOOD), embed(dict(reversed(GOOD.items()))))

    def test_what_could_not_be_served_rightly_is_refused(self):
        self.assertIn('no known type', refused({'notes.docx': b'?'}))
        self.assertIn('no hash', refused({'assets/app.css': STYLE}))
        self.assertIn('is not made from', refused({'index.html.gz': gzip.compress(b'older')}))
        self.assertIn('beside nothing', refused({'gone.html.br': b'x'}))
        self.assertIn('is empty', refused({'robots.txt': b''}))
        self.assertIn('no index.html', embed({'posters/moon.svg': b'<svg/>'})[1])

    def test_a_page_with_a_script_or_style_of_its_own_is_refused(self):
        for inline in (b'<script>run()</script>', b'<script type="module">x</script>', b'<style>p{}</style>',
                       b'<p style="color:red">', b'<p onclick="x()">', b'<a href="javascript:x()">'):
            self.assertIn('security policy forbids', refused({'index.html': PAGE + inline}), inline)
        code, complaint, _, _ = embed(GOOD | {'index.html': PAGE + b'<script type="module" src="/x.js"></script>'})
        self.assertEqual((code, complaint), (0, ''))


if __name__ == '__main__':
    unittest.main()
