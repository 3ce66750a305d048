#!/usr/bin/env python3
"""The door from `./dev deploy-check`, `image`, `sbom`, `scan`, `release` and `pipeline` to tools/deploy."""
import sys
from pathlib import Path

# What makes the image's files also runs inside the image's stages, so it lies beside the Dockerfile.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "deploy" / "image"))

from deploy.__main__ import main  # noqa: E402, needs the path above

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
