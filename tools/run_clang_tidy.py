#!/usr/bin/env python3
"""Runs clang-tidy 14 on the files that changed since main, or on all, after teaching it GCC's command lines.

GCC's flags that clang does not know are taken out of a copy of compile_commands.json; a changed header counts for
the .cpp of the same name and for every .cpp of its folder. A file whose text, headers and settings were clean before
is not read again: clang-tidy costs seconds per file.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = ROOT / 'build' / 'dev' / 'compile_commands.json'
OUTPUT = ROOT / 'build' / 'tidy'
UNKNOWN_TO_CLANG = {'-ftrivial-auto-var-init=zero', '-Wno-tsan', '-fconcepts-diagnostics-depth=2'}
FINDING = re.compile(r': (?:error|warning): .* \[([\w.,-]+)\]$', re.MULTILINE)
REFUSAL = re.compile(r'^(.*: error: .*) \[clang-diagnostic-error\]$', re.MULTILINE)
# clang 14 has C++20 coroutines but does not say so to the standard library; tools/clang_14 has what it lacks.
CLANG_ONLY = ['-D__cpp_impl_coroutine=201902L', '-isystem', str(ROOT / 'tools' / 'clang_14'), '-Wno-everything']


def git(*arguments):
    done = subprocess.run(['git', '-C', str(ROOT), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.split('\n')[:-1] if done.returncode == 0 else []


def changed_files():
    """What differs from where this branch left main; on main itself, what differs from the last commit's parent."""
    base = (git('merge-base', 'HEAD', 'origin/main') or git('merge-base', 'HEAD', 'main') or ['HEAD'])[0]
    if base == (git('rev-parse', 'HEAD') or [''])[0]:
        base = (git('rev-parse', '--verify', '--quiet', 'HEAD~1') or ['HEAD'])[0]
    return set(git('diff', '--name-only', base)) | set(git('ls-files', '-o', '--exclude-standard'))


def for_clang(entry):
    words = entry['command'].split(' ')
    kept = [word for word in words if word not in UNKNOWN_TO_CLANG and not word.endswith('ccache')]
    return {'directory': entry['directory'], 'file': entry['file'], 'command': ' '.join(kept + CLANG_ONLY)}


def is_touched(name, changed):
    """Whether a .cpp or a header of its room changed; a test belongs to the room around its folder."""
    folder = Path(name).parent
    rooms = {str(folder), str(folder.parent)} if folder.name == 'tests' else {str(folder)}
    return name in changed or any(header.endswith('.hpp') and str(Path(header).parent) in rooms for header in changed)


# Tests name their stories like tests, and build their data for reading rather than for speed.
NOT_IN_TESTS = '--checks=-readability-identifier-naming,-misc-unused-using-decls,-performance-*'


def tidy_one(name):
    """(name, exit code, output). What only clang 14 refuses is no finding: views of libstdc++ 12, or a structured
    binding inside a lambda. It is told each time, because nothing is found in lines that were not understood."""
    less = [NOT_IN_TESTS] if 'tests' in Path(name).parts else []
    done = subprocess.run(['clang-tidy-14', '-p', str(OUTPUT), '--quiet', *less, name], cwd=ROOT, capture_output=True,
                          text=True, check=False)
    findings = [check for check in FINDING.findall(done.stdout) if not check.startswith('clang-diagnostic-')]
    refusal = REFUSAL.search(done.stdout)
    if done.returncode != 0 and not findings and refusal:
        return name, 0, f'note: read in part only, GCC understood what clang 14 does not: {refusal[1]}'
    return name, done.returncode, done.stdout + done.stderr if done.returncode else ''


def state_of_headers():
    """One hash over the settings and every header: any of them may change what clang-tidy says of any file."""
    digest = hashlib.sha256()
    headers = sorted(git('ls-files', '-co', '--exclude-standard', '*.hpp'))
    for name in ['.clang-tidy', 'tools/run_clang_tidy.py', 'tools/clang_14/source_location', *headers]:
        if (ROOT / name).is_file():
            digest.update(name.encode() + (ROOT / name).read_bytes())
    return digest.digest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--all', action='store_true', help='every file, not only those that changed')
    parser.add_argument('--jobs', type=int, default=os.cpu_count() or 1)
    parser.add_argument('files', nargs='*', help='only these .cpp files')
    options = parser.parse_args()

    OUTPUT.mkdir(parents=True, exist_ok=True)
    entries = [for_clang(entry) for entry in json.loads(DATABASE.read_text(encoding='utf-8'))]
    (OUTPUT / 'compile_commands.json').write_text(json.dumps(entries), encoding='utf-8')
    names = sorted(os.path.relpath(entry['file'], ROOT) for entry in entries)
    names = [name for name in names if name.endswith('.cpp') and not name.startswith('build/')]
    wanted = [name for name in options.files if name]
    if wanted:
        names = [name for name in names if name in wanted]
    elif not options.all:
        changed = changed_files()
        names = [name for name in names if is_touched(name, changed)]

    headers = state_of_headers()
    stamps = {name: OUTPUT / hashlib.sha256(headers + name.encode() + (ROOT / name).read_bytes()).hexdigest()
              for name in names}
    todo = [name for name in names if not stamps[name].exists()]
    failed = in_part = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for number, (name, code, output) in enumerate(pool.map(tidy_one, todo), start=1):
            print(f'[{number}/{len(todo)}] {name}', flush=True)
            if output:
                print(output)
            elif code == 0:
                stamps[name].touch()
            failed += code != 0
            in_part += code == 0 and output != ''
    known = len(names) - len(todo)
    print(f'clang-tidy: {len(names)} files, {known} of them known to be clean, {failed} with findings, '
          f'{in_part} read in part')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
