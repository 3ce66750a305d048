#!/usr/bin/env python3
"""The floors of the house, read from #include lines (ARCHITECTURE.md, "The tree and its floors").

A file includes its own room and lower floors only. Platform and contexts never meet, contexts never meet each
other, a domain folder knows base, contracts and itself, and vendors live in platform. Tests beside a room may
bring in platform and the simulated world, because a test composes what it tests; everything else holds for
them too.
"""
import argparse
import re
import sys
from pathlib import Path

from cpp_text import Finding, code_only, includes, line_of, project_files, report

FLOORS = {'base': 0, 'ports': 1, 'contracts': 1, 'eventing': 2, 'platform': 2,
          'contexts': 3, 'sandbox_provider': 3, 'app': 4}
# Published structs may use the plain types of the ports beside them.
NEIGHBOURS = {('contracts', 'ports')}

VENDORS = re.compile(r'(boost/(beast|asio)\b|sqlite3|sodium|curl/|spdlog/|openssl/|libpq|postgresql/|librdkafka)')
JSON = re.compile(r'boost/json\b')
DOMAIN_LIBRARIES = re.compile(r'boost/(describe|mp11)\b')
DOMAIN_STD_REFUSED = {'thread', 'mutex', 'shared_mutex', 'condition_variable', 'future', 'atomic', 'stop_token',
                      'semaphore', 'filesystem', 'fstream', 'iostream', 'random'}
CLOCK = re.compile(r'\b(system_clock|steady_clock|high_resolution_clock)\s*::\s*now\b')


class Place:
    """Where a file of src/ lives: its floor, its room, and whether it is domain or test."""

    def __init__(self, path):
        parts = path.split('/')
        self.floor = parts[0]
        grouped = self.floor in ('platform', 'contexts') and len(parts) > 2
        self.room = '/'.join(parts[:2]) if grouped else self.floor
        self.is_test = 'tests' in parts[:-1]
        self.is_domain = self.floor == 'contexts' and 'domain' in parts[2:-1] and not self.is_test
        self.name = parts[-1]


def wrong_project_include(place, name):
    """Why a file at `place` may not include "name", or None."""
    target = Place(name)
    if place.is_test and target.floor in ('simulation', 'postgres'):
        return None
    if target.floor not in FLOORS:
        return f'"{name}" is not written from src/'
    if place.is_domain and not (target.floor in ('base', 'contracts') or
                                (target.room == place.room and target.is_domain)):
        return f'domain includes "{name}"; it may know base, contracts and its own domain only'
    if target.room == place.room or (place.floor, target.floor) in NEIGHBOURS:
        return None
    if {place.floor, target.floor} == {'platform', 'contexts'} and not place.is_test:
        return f'platform and contexts never meet, but "{name}" is included'
    if place.floor == target.floor == 'contexts':
        return f'contexts meet only through contracts, but "{name}" is included'
    if place.floor == target.floor == 'platform':
        return None
    if FLOORS[target.floor] >= FLOORS[place.floor]:
        return (f'{place.floor} is floor {FLOORS[place.floor]} and may not include "{name}" '
                f'of floor {FLOORS[target.floor]}')
    return None


def wrong_library_include(place, name):
    """Why a file at `place` may not include <name>, or None."""
    if VENDORS.match(name) and place.floor != 'platform':
        return f'<{name}> belongs to src/platform'
    if JSON.match(name) and not place.name.endswith('.cpp') and place.name != 'codec_definition.hpp':
        return f'<{name}> belongs to .cpp files and contracts/codec_definition.hpp'
    if place.is_domain:
        is_std = re.fullmatch(r'[a-z_0-9]+', name) is not None
        if not is_std and not DOMAIN_LIBRARIES.match(name):
            return f'domain includes <{name}>; it may know std and Boost.Describe only'
        if name in DOMAIN_STD_REFUSED:
            return f'domain includes <{name}>; threads, files, clocks and chance stay outside'
    return None


def check_file(path, text):
    """Findings in one file; `path` is relative to src/."""
    place = Place(path)
    if place.floor not in FLOORS:
        return [Finding(f'src/{path}', 1, f'src/{place.floor} is no known floor')]
    findings = []
    for line, name, is_quoted in includes(text):
        if is_quoted:
            reason = wrong_project_include(place, name)
        else:
            reason = wrong_library_include(place, name)
        if reason:
            findings.append(Finding(f'src/{path}', line, reason))
    if place.is_domain:
        code = code_only(text)
        findings += [Finding(f'src/{path}', line_of(code, match.start()), 'domain reads a clock; time is an argument')
                     for match in CLOCK.finditer(code)]
    return findings


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--root', type=Path, default=Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    names = [name for name in project_files(root, '.cpp', '.hpp') if name.startswith('src/')]
    findings = [finding for name in names
                for finding in check_file(name[len('src/'):], (root / name).read_text(encoding='utf-8'))]
    return report('floors', findings, len(names))


if __name__ == '__main__':
    sys.exit(main())
