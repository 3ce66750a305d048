"""`./dev cluster`: the first word says who does it."""
from __future__ import annotations

import sys

import command_line

from . import components, demos, jaeger, verbs, with_servers

VERBS = {
    "up": verbs.up,
    "status": verbs.show_status,
    "logs": verbs.logs,
    "scale": verbs.scale,
    "restart": verbs.restart,
    "kill": verbs.kill,
    "pause": verbs.pause,
    "resume": verbs.resume,
    "down": verbs.down,
    "servers": with_servers.main,
    "demo": demos.main,
    "components": components.main,
    "jaeger": jaeger.main,
}


def main(arguments: list[str]) -> int:
    return command_line.run("./dev cluster", VERBS, arguments,
                            "interrupted; ./dev cluster status shows what runs, ./dev cluster down ends it")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
