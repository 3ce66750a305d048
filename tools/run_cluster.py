#!/usr/bin/env python3
"""The door from `./dev cluster` to tools/cluster."""
import signal
import sys

from cluster.__main__ import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what a demonstration started is cleared away
    sys.exit(main(sys.argv[1:]))
