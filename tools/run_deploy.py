#!/usr/bin/env python3
"""The door from `./dev deploy-check`, `image`, `sbom`, `scan`, `release` and `pipeline` to tools/deploy."""
import sys

from deploy.__main__ import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
