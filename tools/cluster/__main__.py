"""`./dev cluster`: reads the words of the command line and calls whoever does it."""
from __future__ import annotations

import sys

from . import components, with_servers

VERBS = {
    "components": components.main,
    "servers": with_servers.main,
}


def main(arguments: list[str]) -> int:
    verb = VERBS.get(arguments[0]) if arguments else None
    if verb is None:
        print(f"'{' '.join(arguments[:1])}' is not a verb of ./dev cluster: {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    return verb(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
