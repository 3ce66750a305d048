"""Reads the first word and calls whoever does it."""
from __future__ import annotations

import importlib
import sys

from .problems import DeployProblem

# By name, so that a step needs only what it uses itself.
VERBS = {"tools": "tools", "check": "checks", "write": "files", "render": "render", "secrets": "new_secrets",
         "image": "make_image", "sbom": "sbom", "scan": "scan", "release": "release", "pipeline": "pipeline"}


def main(arguments: list[str]) -> int:
    name = VERBS.get(arguments[0]) if arguments else None
    if name is None:
        print(f"'{' '.join(arguments[:1])}' is none of {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    try:
        return importlib.import_module(f".{name}", __package__).main(arguments[1:])
    except DeployProblem as problem:
        print(problem, file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
