"""What `./dev` asks of tools/deploy: the first word says who does it."""
from __future__ import annotations

import sys

import command_line

from . import checks, files, make_image, new_secrets, pipeline, release, render, sbom, scan, tools

VERBS = {"tools": tools.main, "check": checks.main, "write": files.main, "render": render.main,
         "secrets": new_secrets.main, "image": make_image.main, "sbom": sbom.main, "scan": scan.main,
         "release": release.main, "pipeline": pipeline.main}


def main(arguments: list[str]) -> int:
    return command_line.run("tools/deploy", VERBS, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
