"""Demonstrations on a real cluster: `./dev cluster demo NAME`. Each prints what it did and how it came out."""
from __future__ import annotations

import importlib
import sys

# What each shows. The module of that name has main(arguments), which answers an exit code.
DEMOS = {
    "monitoring": "breaks a cluster in every way that can be had here, and waits for the alerts",
    "restore": "PostgreSQL is copied while people buy, loses its disk and comes back; nothing is missing",
    "hpa": "the autoscaler of deploy/kubernetes adds processes under load and takes them away again",
    "pvc": "staff send pictures to two processes that share a folder: nobody ever sees a torn one",
    "secrets": "every secret is changed while people buy: no failed request, no process starts anew",
    "rollout": "every context is replaced three times while people buy: availability 100 %, and less without the care",
    "mesh": "three contexts ask each other with certificates; who shows none, or has no business there, is refused",
}


def main(arguments: list[str]) -> int:
    name = arguments[0] if arguments else ""
    if name not in DEMOS:
        wants_help = name in ("", "-h", "--help")
        lines = [f"  {each:<12}{what}" for each, what in DEMOS.items()]
        print("\n".join(["./dev cluster demo NAME [options]", *lines]), file=sys.stdout if wants_help else sys.stderr)
        return 0 if wants_help and name else 2
    return importlib.import_module(f".{name}", __package__).main(arguments[1:])
