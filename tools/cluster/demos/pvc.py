"""Posters on a folder that the replicas of musical share: none is ever seen by halves.

Staff send pictures through the front door, which gives them to either replica; people ask for them through the same
door, and somebody who has mounted the folder, as another pod would, reads every file there. Each picture is known by
its SHA-256, which is its name. A program that writes into a file in its place must be caught at the end, or nothing
above would mean anything.
"""
from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Iterator

from house import Client, ClusterHouse
from telling import Telling

from ..layout import CONTEXTS

SIGNATURE, END = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\0IEND\xaeB`\x82"
REPLICAS = 2
PATIENCE_SECONDS = 30.0
LATEST = 8  # pictures that readers choose from: the ones that are being written
CONTROL_SECONDS_MAX = 30.0


def picture(size: int, inside: bytes) -> bytes:
    return SIGNATURE + inside + bytes(size) + END


def is_torn(name: str, content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() != name.split(".", 1)[0]


class HouseWithReplicas(ClusterHouse):
    def settings(self) -> Any:
        return replace(super().settings(), replicas={each: 1 for each in CONTEXTS} | {"musical": REPLICAS})


@dataclass
class Seen:
    """What everybody saw, counted by all of them."""
    port: int
    token: str
    folder: Path
    names: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def note(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes, str]:
        """Status, bytes, and the poster that a musical names."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "image/png"} if body else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.getheader("ETag") or ""
        except (OSError, http.client.HTTPException) as problem:
            return 0, str(problem).encode(), ""
        finally:
            connection.close()

    def send(self, item: int, size: int, number: int, who: int) -> None:
        """Every other picture is the same for all who send, at the same time."""
        inside = b"%d" % number if number % 2 else os.urandom(16) + b"%d" % who
        content = picture(size, inside)
        status, said, _ = self.ask("PUT", f"/items/{item}/poster", content)
        if status != 200:
            self.failures.append(f"PUT: {status} {said[:200]!r}")
            return
        self.names.append(hashlib.sha256(content).hexdigest() + ".png")
        self.note("sent")

    def show(self, item: int) -> None:
        for name in self.names[-LATEST:]:
            status, content, _ = self.ask("GET", f"/items/{item}/poster/{name}")
            self.note("shown")
            if status != 200:
                self.failures.append(f"GET: {status} {content[:200]!r}")
            elif is_torn(name, content):
                self.torn.append(f"over HTTP: {name}")

    def look(self) -> None:
        """As somebody who has mounted the same folder."""
        newest = sorted(self.folder.glob("*.png"), key=lambda path: path.stat().st_mtime_ns)[-LATEST:]
        for path in newest:
            self.note("read in the folder")
            if is_torn(path.name, path.read_bytes()):
                self.torn.append(f"in the folder: {path.name}")


@contextmanager
def running(*works: Any) -> Iterator[threading.Event]:
    """Calls each of them again and again while the block runs."""
    is_over = threading.Event()

    def repeat(work: Any) -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            work(number)

    threads = [threading.Thread(target=repeat, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield is_over
    finally:
        is_over.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)


def control(folder: Path, size: int) -> int:
    """How many torn pictures a careful reader sees of a writer who writes in place; 0 = he is no reader to trust."""
    folder.mkdir()
    seen = Seen(0, "", folder)
    content = picture(size, b"in place")
    half = len(content) // 2
    with open(folder / (hashlib.sha256(content).hexdigest() + ".png"), "wb") as file, running(lambda _: seen.look()):
        file.write(content[:half])
        file.flush()
        until = time.monotonic() + CONTROL_SECONDS_MAX
        while not seen.torn and time.monotonic() < until:
            time.sleep(0.01)
        file.write(content[half:])
    return len(seen.torn)


def uploads_of(boxoffice: Any) -> list[int]:
    """How many pictures each replica of musical took."""
    texts = [Client(replica.management_port).get("/metrics").text for replica in boxoffice.cluster.state.of("musical")]
    found = [[line for line in text.splitlines() if line.startswith("boxoffice_media_uploads_total")] for text in texts]
    return [int(float(lines[0].split()[-1])) if lines else 0 for lines in found]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster demo pvc", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15.0, metavar="N", help="of load (default %(default)s)")
    parser.add_argument("--kilobytes", type=int, default=800, metavar="N", help="of a picture (default %(default)s)")
    parser.add_argument("--ports-from", type=int, default=22000, metavar="PORT",
                        help="the first hundred free ports from here are used (default %(default)s)")
    options = parser.parse_args(arguments)
    size = options.kilobytes * 1024
    telling = Telling()
    with HouseWithReplicas(replicas=1, ports_from=options.ports_from) as boxoffice:
        folder = boxoffice.folders.data_of("musical") / "media"
        folder.mkdir(parents=True, exist_ok=True)
        print(f"A cluster of its own serves on http://127.0.0.1:{boxoffice.port}; {REPLICAS} processes of musical "
              f"share {folder}", flush=True)
        item, _ = boxoffice.make_musical(seats=1)
        seen = Seen(boxoffice.port, boxoffice.staff().token, folder)
        senders = [lambda number, who=who: seen.send(item, size, number, who) for who in range(3)]
        with running(*senders, *[lambda _: seen.show(item)] * 3, lambda _: seen.look()):
            time.sleep(options.seconds)
        print(f"{seen.counts['sent']} pictures of {options.kilobytes} KiB sent, {seen.counts['shown']} shown, "
              f"{seen.counts['read in the folder']} read in the folder; torn: {len(seen.torn)}", flush=True)
        shares = uploads_of(boxoffice)
        telling.expect(f"torn files = {len(seen.torn)}", not seen.torn and seen.counts["shown"] > 0)
        telling.expect(f"failed requests = {len(seen.failures)} {seen.failures[:2] or ''}", not seen.failures)
        telling.expect(f"every replica took some: {shares}", len(shares) == REPLICAS and all(shares))
        left = {path.name for path in folder.iterdir()} - set(seen.names)
        telling.expect(f"nothing else is left in the folder {sorted(left)[:3] or ''}", not left)
        torn = control(boxoffice.folder / "control", size)
        telling.expect(f"a writer without rename is caught: {torn} torn", torn > 0)
    return telling.end()
