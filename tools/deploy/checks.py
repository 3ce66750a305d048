"""Looks at everything that operators apply, without a cluster: images, pipelines, manifests. Fails on any finding."""
from __future__ import annotations

import argparse
import signal
import sys

from command_line import ToldProblem
from telling import Telling

from . import api_server_checks, example_checks, image_lint, manifest_checks, mesh_checks, pipeline_lint, sbom
from . import schema_checks
from .check import Check
from .monitoring import check as monitoring

# In the order in which it is told.
CHECKS: list[Check] = [
    *image_lint.CHECKS, *sbom.CHECKS, *pipeline_lint.CHECKS, *manifest_checks.CHECKS, *schema_checks.CHECKS,
    *mesh_checks.CHECKS, *example_checks.CHECKS, *monitoring.CHECKS]


def findings_of(check: Check) -> list[str]:
    try:
        return check.run()
    except ToldProblem as problem:
        return [str(problem)]


def main(arguments: list[str]) -> int:
    """`check [--list] [--api-server] [PART...]`: every check, or those whose name has one of the parts."""
    parser = argparse.ArgumentParser(prog="./dev deploy-check", description=__doc__)
    parser.add_argument("--list", action="store_true", help="names them all")
    parser.add_argument("--api-server", action="store_true", help="only what a real API server says of the manifests")
    parser.add_argument("parts", nargs="*", metavar="PART", help="only checks whose name has one of these")
    options = parser.parse_args(arguments)
    known = api_server_checks.CHECKS if options.api_server else CHECKS
    chosen = [check for check in known if not options.parts or any(part in check.name for part in options.parts)]
    if options.list:
        print("\n".join(check.name for check in chosen))
        return 0
    # Whoever is ended from outside ends what he has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    telling = Telling()
    for check in chosen:
        telling.look(check.name, lambda: findings_of(check))
    return telling.end()
