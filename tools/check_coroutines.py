#!/usr/bin/env python3
"""The coroutine rule (docs/adr/0004-coroutines-in-three-rooms.md).

GCC 12 corrupts memory when a braced aggregate or a capturing lambda stands in the same full expression as
co_await. So co_await is written in src/platform/{http,bus,runtime} only, and there no `{` or `[` may stand in
the expression that awaits, nor may a capturing lambda be a coroutine.
"""
import argparse
import re
import sys
from pathlib import Path

from cpp_text import Finding, code_only, line_of, project_files, report

ROOMS = ('src/platform/http/', 'src/platform/bus/', 'src/platform/runtime/')
COROUTINE = re.compile(r'\bco_(await|yield|return)\b')
CAPTURING_COROUTINE = re.compile(r'\[[^\[\]]+\]\s*\([^()]*\)\s*(?:mutable\s*)?(?:noexcept\s*)?->\s*[\w:]*awaitable\b')
CONTROL = re.compile(r'\b(if|while|for|switch|constexpr)\s*$')
AFTER_EXPRESSION_BRACE = re.compile(r'\s*[,).\-+*/<>=?:]')


def closes_control(code, position, start):
    """Whether the `)` at `position`, opened before `start`, ends the head of an if, while, for or switch."""
    depth = 0
    for index in range(position - 1, -1, -1):
        if code[index] == ')':
            depth += 1
        elif code[index] == '(':
            if depth == 0:
                return index < start and CONTROL.search(code[:index]) is not None
            depth -= 1
    return False


def forbidden_after(code, start):
    """Offset of a `{` or `[` between co_await and the end of its full expression, or None."""
    depth = 0
    for index in range(start, len(code)):
        letter = code[index]
        if letter in '{[':
            return index
        if letter == ';' or letter == '}':
            return None
        if letter == '(':
            depth += 1
        elif letter == ')':
            depth -= 1
            if depth < 0:
                if closes_control(code, index, start):
                    return None
                depth = 0
    return None


def forbidden_before(code, start):
    """Offset of a braced argument that stands before co_await in the same full expression, or None."""
    for index in range(start - 1, -1, -1):
        letter = code[index]
        if letter == ';':
            return None
        if letter == '}':
            return index if AFTER_EXPRESSION_BRACE.match(code, index + 1) else None
        if letter == '{':
            opener = re.search(r'(\w+|\S)\s*$', code[:index])
            word = opener.group(1) if opener else ''
            is_aggregate = word in {',', '(', '=', 'return', 'co_return'} or (
                word.isidentifier() and index > 0 and code[index - 1] == word[-1]
                and word not in {'else', 'do', 'try', 'noexcept', 'const', 'mutable', 'override'})
            return index if is_aggregate else None
    return None


def check_file(path, text):
    """Findings in one file; `path` is relative to the root of the project."""
    code = code_only(text)
    findings = []
    in_room = path.startswith(ROOMS)
    for match in COROUTINE.finditer(code):
        line = line_of(code, match.start())
        if not in_room:
            findings.append(Finding(path, line, f'{match.group()} outside src/platform/{{http,bus,runtime}}'))
        elif match.group(1) != 'return':
            if forbidden_after(code, match.end()) is not None:
                findings.append(Finding(path, line, 'a { or [ stands in the statement of co_await: name it first'))
            elif forbidden_before(code, match.start()) is not None:
                findings.append(Finding(path, line, 'a braced value stands before co_await: name it first'))
    findings += [Finding(path, line_of(code, match.start()),
                         'a capturing lambda is a coroutine: its captures die before it resumes')
                 for match in CAPTURING_COROUTINE.finditer(code)]
    return findings


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--root', type=Path, default=Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    names = project_files(root, '.cpp', '.hpp')
    findings = [finding for name in names
                for finding in check_file(name, (root / name).read_text(encoding='utf-8'))]
    return report('coroutines', findings, len(names))


if __name__ == '__main__':
    sys.exit(main())
