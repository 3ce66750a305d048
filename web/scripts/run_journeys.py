#!/usr/bin/env python3
"""Runs the journeys of web/browser with the Node that ./dev setup installed: "N passed, M failed" last."""
import os
import sys

from run_tests import WEB, environment

if __name__ == '__main__':
    os.chdir(WEB)
    surroundings = environment()
    # Node takes the types away by itself and says each time that this is new.
    command = ['node', '--disable-warning=ExperimentalWarning', 'browser/main.ts', *sys.argv[1:]]
    os.execvpe(command[0], command, surroundings)
