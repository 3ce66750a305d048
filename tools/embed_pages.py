#!/usr/bin/env python3
"""Makes the web pages a part of the program: one file with all their bytes, and a C++ table of what lies where.

Every file X may stand beside X.br and X.gz, which must be made from it. What could not be served rightly is
refused here: an unknown type, a folder of assets whose names do not change with their content, a page with a
script or a style of its own, which the pages' security policy would not let run.
"""
import argparse
import gzip
import hashlib
import re
import sys
from pathlib import Path

TYPES = {
    '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
    '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
    '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif',
    '.ico': 'image/x-icon', '.woff2': 'font/woff2'}
CODINGS = ('.br', '.gz')
# assets/index.B3x9_kQ2.js: the bundler puts a hash of the content between name and type.
HASHED = re.compile(r'[^/]+[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+')
INLINE = re.compile(rb'<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:', re.IGNORECASE)
BYTES_MAX = 12 * 1024 * 1024


class Refusal(Exception):
    """Says what is wrong with the pages."""


def immutable(path):
    """Whether the name says what is inside."""
    if not path.startswith('/assets/'):
        return False
    if not HASHED.fullmatch(path.rsplit('/', 1)[1]):
        raise Refusal(f'{path} lies in /assets, but its name has no hash of its content')
    return True


def check(path, content, variants):
    if not content:
        raise Refusal(f'{path} is empty')
    if path.endswith('.html') and (found := INLINE.search(content)):
        raise Refusal(f'{path} has {found.group().decode()!r} in itself, which its security policy forbids')
    if '.gz' in variants and gzip.decompress(variants['.gz']) != content:
        raise Refusal(f'{path}.gz is not made from {path}')


def read_pages(folder):
    """(path, content, {".br": bytes, ".gz": bytes}) of every file, in the order of the paths' bytes."""
    files = {'/' + file.relative_to(folder).as_posix(): file for file in folder.rglob('*') if file.is_file()}
    pages = []
    for path, file in sorted(files.items(), key=lambda item: item[0].encode()):
        if file.suffix in CODINGS:
            if path[:-len(file.suffix)] not in files:
                raise Refusal(f'{path} stands beside nothing')
            continue
        if file.suffix not in TYPES or not re.fullmatch(r'[\w./-]+', path, re.ASCII):
            raise Refusal(f'{path} is of no known type; known are {" ".join(TYPES)}')
        content = file.read_bytes()
        variants = {coding: files[path + coding].read_bytes() for coding in CODINGS if path + coding in files}
        check(path, content, variants)
        # What did not become smaller is not worth unpacking.
        pages.append((path, content, {coding: packed for coding, packed in variants.items()
                                      if len(packed) < len(content)}))
    if '/index.html' not in files:
        raise Refusal(f'{folder} has no index.html')
    return pages


def write_if_changed(file, content):
    if not file.exists() or file.read_bytes() != content:
        file.write_bytes(content)


def embed(pages):
    """(all bytes, the C++ table)."""
    everything = bytearray()

    def store(content):
        offset = len(everything)
        everything.extend(content)
        return f'{{bytes + {offset}, {len(content)}}}' if content else '{}'

    rows = []
    for path, content, variants in pages:
        tag = hashlib.sha256(content).hexdigest()[:32]
        rows.append(
            f'    {{.path = "{path}", .content_type = "{TYPES[Path(path).suffix]}", .tag = "{tag}",\n'
            f'     .is_immutable = {"true" if immutable(path) else "false"},\n'
            f'     .identity = {store(content)}, .brotli = {store(variants.get(".br", b""))},\n'
            f'     .gzip = {store(variants.get(".gz", b""))}}},\n')
    if len(everything) > BYTES_MAX:
        raise Refusal(f'{len(everything)} bytes of pages are more than {BYTES_MAX}')
    table = ('// Written by tools/embed_pages.py.\n#include "app/web_pages/web_pages.hpp"\n\n'
             f'extern "C" {{\nextern const char boxoffice_web_pages_bytes[{len(everything)}];\n}}\n\n'
             'namespace boxoffice::app {\nnamespace {\n\n'
             'constexpr const char* bytes = boxoffice_web_pages_bytes;\n\n'
             f'constexpr gateway::Asset table[] = {{\n{"".join(rows)}}};\n\n'
             '}  // namespace\n\ngateway::Assets web_pages() {\n    return table;\n}\n\n'
             '}  // namespace boxoffice::app\n')
    return bytes(everything), table


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--pages', type=Path, required=True, help='the folder with index.html')
    parser.add_argument('--bytes', type=Path, required=True, help='where all bytes go')
    parser.add_argument('--table', type=Path, required=True, help='where the C++ table goes')
    options = parser.parse_args()
    try:
        everything, table = embed(read_pages(options.pages))
    except Refusal as refusal:
        print(f'The web pages cannot be embedded: {refusal}.', file=sys.stderr)
        return 1
    write_if_changed(options.bytes, everything)
    write_if_changed(options.table, table.encode())
    return 0


if __name__ == '__main__':
    sys.exit(main())
