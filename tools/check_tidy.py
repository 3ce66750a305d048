#!/usr/bin/env python3
"""Names and limits of the house (CONTRIBUTING.md, "How code reads"): what no compiler checks.

Files, functions and lines keep their lengths; names follow the conventions; no open ends, no paths of the machine
that somebody happened to use; SQL is written as constants with $n places, never put together from strings.
"""
import argparse
import re
import sys
from pathlib import Path

from cpp_text import Finding, code_only, line_of, project_files, report, string_literals

FILE_LINES_WARNED = 400
FILE_LINES_MAX = 420
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
# Python and shell carry longer prose, raw literals carry other languages, and a table that clang-format leaves
# alone reads best one row a line.
WIDE_COLUMNS_MAX = 120

CPP = ('.cpp', '.hpp')
SCRIPTS = ('.py', '.sh')
# Written in two pieces, so that this file passes its own check.
OPEN_END = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X)\b')
MACHINE_PATH = re.compile(r'(?<![\w.$}])/(wo' r'rk|ro' r'ot|ho' r'me/[a-z]|tm' r'p)(?=[/"\'\s])')
# A function that only answers a table is read as a table.
TABLE_BODY = re.compile(r'\s*return\s*\{[^;]*\};\s*')
TABLE_EDGE = re.compile(r'// clang-format (off|on)\s*$')
SNAKE_CASE = re.compile(r'[a-z0-9_]+(\.[a-z0-9_]+)*')
PURPOSE = re.compile(r'\s*(//|/\*)')
SQL_START = re.compile(r'\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|'
                       r'REPLACE\s+INTO\s|CREATE\s+(TABLE|INDEX|UNIQUE)|ALTER\s+TABLE|DROP\s+(TABLE|INDEX))')
# They write definitions and whole tables, whose names come from the schema and have no $n places.
SCHEMA_WRITERS = re.compile(r'src/platform/sql/(\w+_(archive|dialect|schema)|tests/postgres_\w+)\.cpp$')
OPENS_SCOPE = re.compile(r'\b(namespace|class|struct|union|enum|extern)\b[^;(){}=]*$')
ENDS_HEAD = re.compile(r'(\)|\bconst|\bnoexcept|\boverride|\bfinal|\btry|->[\w:<>,&*\s\[\]]+)\s*$')


def function_lengths(code):
    """(line, number of lines) of every function body that stands in namespaces and classes only."""
    kinds = []
    for index, letter in enumerate(code):
        if letter == '{':
            head = code[:index]
            boundary = max(head.rfind(mark) for mark in ';{}') + 1
            if kinds and kinds[-1][0] != 'scope':
                kinds.append(('inner', index))
            elif OPENS_SCOPE.search(head[boundary:]) and not ENDS_HEAD.search(head[boundary:]):
                kinds.append(('scope', index))
            else:
                kinds.append(('function' if ENDS_HEAD.search(head[boundary:]) or head.rstrip().endswith('}')
                              else 'value', index))
        elif letter == '}' and kinds:
            kind, start = kinds.pop()
            if kind == 'function' and not TABLE_BODY.fullmatch(code[start + 1:index]):
                first = line_of(code, start)
                yield first, line_of(code, index) - first + 1


def check_built_sql(path, text):
    """SQL that is put together with + or a format function."""
    if SCHEMA_WRITERS.match(path):
        return []
    code = code_only(text)
    findings = []
    for start, end, content in string_literals(text):
        if not SQL_START.match(content):
            continue
        before = re.sub(r'[\s({]+$', '', code[:start])
        after = re.match(r'[\s)}]*(.{0,2})', code[end:], re.DOTALL).group(1)
        joined = after.startswith('+') or before.endswith(('+', '+=', '<<'))
        if joined or re.search(r'\b(format|format_to|append|sprintf|snprintf)$', before):
            findings.append(Finding(path, line_of(text, start), 'SQL is put together from strings; use $n places'))
    return findings


def lines_of_raw_literals(text):
    """The numbers of the lines that stand within literals of several lines."""
    return {number for start, end, _ in string_literals(text)
            for number in range(line_of(text, start), line_of(text, end) + 1)
            if line_of(text, start) != line_of(text, end)}


def check_lines(path, text):
    """Findings that need one line at a time."""
    narrow = COLUMNS_MAX if path.endswith(CPP) else WIDE_COLUMNS_MAX
    columns_max = narrow
    is_code = path.endswith(CPP + SCRIPTS) or '.' not in Path(path).name
    in_literal = lines_of_raw_literals(text) if path.endswith(CPP) else set()
    findings = []
    for number, line in enumerate(text.splitlines(), start=1):
        if TABLE_EDGE.search(line):
            columns_max = WIDE_COLUMNS_MAX if 'off' in line else narrow
        if OPEN_END.search(line):
            findings.append(Finding(path, number, 'an open end: do it, or open an issue'))
        limit = WIDE_COLUMNS_MAX if number in in_literal else columns_max
        if is_code and len(line) > limit:
            findings.append(Finding(path, number, f'{len(line)} columns; at most {limit}'))
        if MACHINE_PATH.search(line) and not line.startswith('#!'):
            findings.append(Finding(path, number, 'a path of one machine'))
    return findings


def check_file(path, text):
    """Findings in one file; `path` is relative to the root of the project."""
    findings = check_lines(path, text)
    if not path.endswith(CPP):
        return findings
    lines = text.count('\n')
    if lines > FILE_LINES_MAX:
        findings.append(Finding(path, 1, f'{lines} lines; at most {FILE_LINES_WARNED}'))
    elif lines > FILE_LINES_WARNED:
        print(f'{path}:1: note: {lines} lines, more than {FILE_LINES_WARNED}')
    if not SNAKE_CASE.fullmatch(Path(path).name):
        findings.append(Finding(path, 1, 'file names are snake_case'))
    own_header = re.compile(r'#include "(.*/)?' + re.escape(Path(path).stem) + r'\.hpp"')
    if not PURPOSE.match(text) and not (path.endswith('.cpp') and own_header.match(text)):
        findings.append(Finding(path, 1, 'a file opens with its purpose in a sentence'))
    if path.endswith('.hpp') and '#pragma once' not in text:
        findings.append(Finding(path, 1, '#pragma once is missing'))
    findings += [Finding(path, line, f'a function of {length} lines; at most {FUNCTION_LINES_MAX}')
                 for line, length in function_lengths(code_only(text)) if length > FUNCTION_LINES_MAX]
    return findings + check_built_sql(path, text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--root', type=Path, default=Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    suffixes = CPP + SCRIPTS + ('.txt', '.cmake', '.json', '.toml', '.sql', 'dev', 'run')
    names = [name for name in project_files(root, *suffixes) if not name.startswith('web/')]
    findings = [finding for name in names
                for finding in check_file(name, (root / name).read_text(encoding='utf-8'))]
    return report('names and limits', findings, len(names))


if __name__ == '__main__':
    sys.exit(main())
