"""Short questions over HTTP to processes of our own."""
from __future__ import annotations

import http.client
import json
from typing import Any

from . import ports

TIMEOUT_SECONDS = 3.0


def ask(port: int, path: str, timeout: float = TIMEOUT_SECONDS, host: str = ports.HOST) -> tuple[int, str] | None:
    """Status and body; None while nobody answers there."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def is_answered(port: int, path: str, host: str = ports.HOST) -> bool:
    """Whether the answer is a yes."""
    answer = ask(port, path, host=host)
    return answer is not None and answer[0] == 200


def ask_json(port: int, path: str) -> Any:
    """The body of a good answer; None without one."""
    answer = ask(port, path)
    return json.loads(answer[1]) if answer is not None and answer[0] == 200 else None
