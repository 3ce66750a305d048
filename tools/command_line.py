"""Command lines whose first word is a verb: whoever does it is called, and what a person can mend is told plainly."""
from __future__ import annotations

import sys
from typing import Callable, Mapping


class ToldProblem(RuntimeError):
    """Something that the person who typed the command can do something about: the message says what, and no trace."""


def run(command: str, verbs: Mapping[str, Callable[[list[str]], int]], arguments: list[str],
        interrupted: str = "interrupted") -> int:
    """The exit code: the verb's own, 1 for what was told, 2 for no such verb, 130 when somebody interrupts."""
    verb = verbs.get(arguments[0]) if arguments else None
    if verb is None:
        print(f"'{' '.join(arguments[:1])}' is not a verb of {command}: {', '.join(verbs)}.", file=sys.stderr)
        return 2
    try:
        return verb(arguments[1:])
    except ToldProblem as problem:
        print(problem, file=sys.stderr)
    except KeyboardInterrupt:
        print(interrupted, file=sys.stderr)
        return 130
    return 1
