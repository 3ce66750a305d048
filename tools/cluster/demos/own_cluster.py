"""A cluster that a demonstration has for itself, on free ports and in a folder of its own, and people who buy."""
from __future__ import annotations

import http.client
import itertools
import json
import shutil
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Iterator

from .. import ports
from ..cluster import Cluster
from ..layout import PORTS_WANTED, ClusterProblem, Folders, Settings
from ..progress import Progress

FRONT_DOOR = 9  # the one port of the hundred that a cluster leaves free
PORTS_TO = 32_000
PATIENCE_SECONDS = 10.0


def free_hundred(ports_from: int) -> int:
    """The first of a hundred ports that are free together."""
    for first in range(ports_from, PORTS_TO, PORTS_WANTED):
        if all(ports.is_free(port) for port in range(first, first + PORTS_WANTED)):
            return first
    raise ClusterProblem(f"There are no hundred free ports in a row between {ports_from} and {PORTS_TO}.")


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


@dataclass
class Buyers:
    """So many people who each buy one seat after the other, until told to stop."""
    port: int
    seats: list[int]
    people: int = 4
    pause_seconds: float = 0.1
    answers: Counter[int] = field(default_factory=Counter)  # by status; 0: nobody answered
    made: list[int] = field(default_factory=list)           # reservations that were acknowledged

    def __enter__(self) -> Buyers:
        self._is_over = threading.Event()
        self._next = itertools.cycle(self.seats)
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._buy, daemon=True) for _ in range(self.people)]
        for thread in self._threads:
            thread.start()
        return self

    def buy_of(self, seats: list[int]) -> None:
        """From now on these seats, and not those from before."""
        with self._lock:
            self._next = itertools.cycle(seats)

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _buy(self) -> None:
        while not self._is_over.wait(self.pause_seconds):
            with self._lock:
                seat = next(self._next)
            status, answer = ask(self.port, "POST", "/reservations", {"seatId": seat, "payment": {"method": "card"}})
            with self._lock:
                self.answers[status] += 1
                if status == 201:
                    self.made.append(int(answer["id"]))
