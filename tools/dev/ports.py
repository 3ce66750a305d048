#!/usr/bin/env python3
"""Which ports of 127.0.0.1 are free, for ./dev run.

`free PORT...` answers 0 when all of them are. `any` prints one that is. `first PORT DISTANCE...` prints the first of
PORT, PORT + 10, ... with which those so far from it are free, too, or any when there is none.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from cluster.ports import free_ports, is_free  # noqa: E402, needs the path above

STEP = 10
PORT_MAX = 65535


def first_free(port, distances):
    for candidate in range(port, PORT_MAX - max(distances, default=0) + 1, STEP):
        if all(is_free(candidate + distance) for distance in (0, *distances)):
            return candidate
    return free_ports(1)[0]


def main(words):
    numbers = [int(word) for word in words[1:]]
    if words[0] == 'free':
        return 0 if all(map(is_free, numbers)) else 1
    print(free_ports(1)[0] if words[0] == 'any' else first_free(numbers[0], numbers[1:]))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
