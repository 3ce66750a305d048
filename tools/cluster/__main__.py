"""`./dev cluster`: reads the words of the command line and calls whoever does it."""
from __future__ import annotations

import sys

from . import components, demos, jaeger, verbs, with_servers
from .envoy_process import EnvoyProblem
from .front_door import RoutesProblem
from .kafka_broker import KafkaProblem
from .layout import ClusterProblem
from .postgres_server import PostgresProblem
from .processes import DiedAtStart

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
TOLD_PROBLEMS = (ClusterProblem, DiedAtStart, EnvoyProblem, KafkaProblem, PostgresProblem, RoutesProblem)


def main(arguments: list[str]) -> int:
    verb = VERBS.get(arguments[0]) if arguments else None
    if verb is None:
        print(f"'{' '.join(arguments[:1])}' is not a verb of ./dev cluster: {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    try:
        return verb(arguments[1:])
    except TOLD_PROBLEMS as problem:
        print(problem, file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted; ./dev cluster status shows what runs, ./dev cluster down ends it", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
