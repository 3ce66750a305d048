#!/usr/bin/env python3
"""The door from `./dev cluster` to tools/cluster."""
import sys

from cluster.__main__ import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
