"""A cluster that a demonstration has for itself, on free ports and in a folder of its own, and people who buy."""
from __future__ import annotations

import http.client
import json
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

from house import Client
from house.crowd import PEOPLE, Crowd, Manner

from ..cluster import Cluster
from ..layout import FRONT_DOOR, ClusterProblem, Folders, Settings, free_hundred
from ..progress import Progress

PATIENCE_SECONDS = 10.0


@contextmanager
def own_cluster(ports_from: int, progress: Progress, **chosen: Any) -> Iterator[Cluster]:
    """Runs while the block does; when that fails, its folder stays and is named. `chosen` are Settings."""
    folder = Path(tempfile.mkdtemp(prefix="boxoffice-demo-"))
    cluster = Cluster(Folders(folder / "cluster"), progress)
    first = free_hundred(ports_from)
    settings = replace(Settings(port=first + FRONT_DOOR, ports_from=first, auth="open", log_level="warning",
                                sign_ins_per_second=100_000, durable=False), **chosen)
    went_well = False
    try:
        cluster.up(settings)
        yield cluster
        went_well = True
    finally:
        quiet, cluster.progress = cluster.progress, Progress(quiet=True)
        cluster.down(keep_data=not went_well)
        cluster.progress = quiet
        if went_well:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            progress.say(f"Its logs are kept in {folder}.")


def ask(port: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None,
        timeout: float = PATIENCE_SECONDS) -> tuple[int, Any]:
    """Status and body; 0 and what went wrong when nobody answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"Content-Type": "application/json"} | (headers or {}))
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(text) if is_json and text else text
    except (OSError, http.client.HTTPException) as problem:
        return 0, str(problem)
    finally:
        connection.close()


def put_on_sale(port: int, seats: int) -> list[int]:
    """A musical with so many seats; the ids of the seats."""
    def made(path: str, body: Any) -> int:
        status, answer = ask(port, "POST", path, body)
        if status not in (200, 201):
            raise ClusterProblem(f"POST {path} was answered with {status}: {answer}")
        return int(answer["id"])

    year = time.gmtime().tm_year + 1
    item = made("/items", {"name": "달빛 정거장", "nameEn": "Moonlight Station", "startDate": f"{year}-01-01",
                           "endDate": f"{year}-03-31",
                           "grades": [{"grade": "R", "price": {"amount": 90000, "currency": "KRW"}}]})
    return [made("/seats", {"musicalId": item, "grade": "R", "seatRow": 1 + number // 50, "seatCol": 1 + number % 50})
            for number in range(seats)]


def buyers(port: int, seats: list[int], pause_seconds: float = 0.1) -> Crowd:
    """People who want these seats over and over, sold or not."""
    return Crowd([Client(port)] * PEOPLE, seats, manner=Manner(
        pause_seconds, wait_seconds=0, patience_seconds=PATIENCE_SECONDS, keyed=False, again=True))
