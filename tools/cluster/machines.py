"""On which machine each part of a cluster runs, and under which address the others reach it.

All of ./dev cluster is on this one machine. Tests that break links give every process a machine of its own (a network
namespace on a switch), by the same two questions.
"""
from __future__ import annotations

from . import ports


class ThisMachine:
    """Every process here, on 127.0.0.1. `name` is a server such as kafka, or a replica such as payment-1."""

    def host_of(self, name: str) -> str:
        """Where the process listens."""
        return ports.HOST

    def words_to_enter(self, name: str) -> tuple[str, ...]:
        """What stands before its command, so that it starts there."""
        return ()

    def way_to(self, server: str, port: int, asking: str) -> str:
        """HOST:PORT at which the context `asking` reaches a server; elsewhere than where it listens when somebody
        stands between them."""
        return f"{self.host_of(server)}:{port}"
