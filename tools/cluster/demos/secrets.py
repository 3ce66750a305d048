"""Every secret of a cluster is changed while people buy, and nobody notices; no process starts anew.

The payment provider's key, the password of a database, the secret between processes, the keys that sign tokens. After
each step the new secret is in use and the old one opens nothing. At the end the provider takes its key away and nobody
tells the house: that must be seen, or the zeros above would mean nothing.
"""
from __future__ import annotations

import argparse
import base64
import http.server
import json
import os
import secrets
import subprocess
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

from house import Client, ClusterHouse
from house.crowd import PEOPLE, Crowd, Manner
from telling import Telling

from .. import places, services
from ..layout import CONTEXTS
from ..private_files import read_secret, write_secret
from ..waiting import wait_until

SANDBOX_KEY = "sandbox_test_key"
PATIENCE_SECONDS = 60.0
SEATS = 700  # more than they buy while a new key waits for its minute
PAUSE_SECONDS = 1.2
# Processes look at the files once a second (the secret between them) and every two seconds (all others).
NOTICE_SECONDS = 4.0
# A new key is published for a minute before it signs; every ten seconds identity looks.
KEY_SECONDS_MAX = 120.0
CONTROL_SECONDS = 3.0


def replace_file(path: Path, text: str) -> None:
    """As a secret that is mounted changes: in one step."""
    fresh = path.with_name(path.name + ".new")
    write_secret(fresh, text)
    os.replace(fresh, path)


def credential(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


class ProvidersDoor:
    """Stands before the sandbox provider as its door: takes the keys that the provider has given, refuses others."""

    def __init__(self, port: int) -> None:
        self.keys: set[str] = set()
        self.used: Counter[str] = Counter()
        self.refused = 0
        door = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                shown = self.headers.get("Authorization", "")
                key = next((each for each in door.keys if credential(each) == shown), None)
                if key is None:
                    door.refused += 1
                    return self.say(401, b'{"code":"UNAUTHORIZED_KEY","message":"unknown key"}', "application/json")
                door.used[key] += 1
                kept = {name.replace("-", "_"): self.headers[name] for name in ("Content-Type", "Idempotency-Key")
                        if self.headers[name]}
                said = Client(port).call(self.command, self.path, body or None,
                                         Authorization=credential(SANDBOX_KEY), **kept)
                self.say(said.status, said.text.encode(), said.headers.get("content-type", "application/json"))

            def say(self, status: int, data: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer

            def log_message(self, *_: Any) -> None:
                """Says nothing: the demo prints what it counts."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class HouseBehindDoor(ClusterHouse):
    """Payment has the provider's key in a file, and reaches the provider through its door."""

    def __init__(self, ports_from: int) -> None:
        super().__init__(replicas=1, ports_from=ports_from)
        self.door = ProvidersDoor(self.provider_port)
        self.key_file = self.folder / "provider-key"
        write_secret(self.key_file, SANDBOX_KEY)
        self.door.keys.add(SANDBOX_KEY)

    def provider_address(self) -> str:
        return f"http://127.0.0.1:{self.door.port}"

    def settings(self) -> Any:
        told = super().settings()
        return replace(told, log_level="info", replicas={each: 1 for each in CONTEXTS} | {"reservation": 2},
                       payment_options=(*told.payment_options, "--provider-secret-file", str(self.key_file)))

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self.door.close()


def crowd_in(boxoffice: Any, seats: int = SEATS) -> Crowd:
    """People who buy and look around, for whom only a 200 or a 201 will do."""
    return Crowd.of(boxoffice, boxoffice.make_musical(seats=seats)[1], manner=Manner(PAUSE_SECONDS),
                    is_failure=lambda status: status not in (200, 201))


def bought(crowd: Crowd) -> int:
    return int(crowd.states["Completed"])


def buys_on(crowd: Crowd, more: int = 3) -> bool:
    """Whether people go on buying from here."""
    wanted = bought(crowd) + more
    return wait_until(lambda: bought(crowd) >= wanted, PATIENCE_SECONDS)


# ---- what is changed, one after the other

def change_provider_key(boxoffice: Any, crowd: Crowd) -> str:
    new = "key-" + secrets.token_hex(8)
    boxoffice.door.keys.add(new)
    replace_file(boxoffice.key_file, new)
    if not wait_until(lambda: boxoffice.door.used[new] > 0, PATIENCE_SECONDS):
        return "the provider never saw the new key"
    time.sleep(NOTICE_SECONDS)
    boxoffice.door.keys.discard(SANDBOX_KEY)
    return "" if buys_on(crowd) and boxoffice.door.refused == 0 else "the old key is still shown"


def change_database_password(boxoffice: Any, crowd: Crowd) -> str:
    path = services.database_password(boxoffice.folders, "reservation")
    new, role = secrets.token_urlsafe(24), services.database_name("reservation")
    boxoffice.cluster.postgres.sql(f"ALTER ROLE \"{role}\" PASSWORD '{new}'")
    replace_file(path, new + "\n")
    # Whoever comes now has to enter with it.
    boxoffice.cluster.add("reservation")
    return "" if buys_on(crowd) else "people stopped buying"


def change_service_secret(boxoffice: Any, crowd: Crowd) -> str:
    path = services.service_secret(boxoffice.folders)
    old, new = read_secret(path), secrets.token_urlsafe(32)
    for text in (f"{old}\n{new}\n", f"{new}\n{old}\n", f"{new}\n"):
        replace_file(path, text)
        time.sleep(NOTICE_SECONDS)
    asked = boxoffice.cluster.state.of("identity")[0].internal_port
    statuses = [Client(asked, token=shown).get("/.well-known/jwks.json").status for shown in (old, new)]
    if statuses != [401, 200]:
        return f"the old one and the new one are answered with {statuses}"
    return "" if buys_on(crowd) else "people stopped buying"


def change_signing_keys(boxoffice: Any, crowd: Crowd) -> str:
    def keys() -> set[str]:
        return {key["kid"] for key in boxoffice.client().get("/.well-known/jwks.json").json["keys"]}

    def signer() -> str:
        token = boxoffice.login("admin")
        head = token.split(".", 1)[0]
        return str(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])
    before, known = signer(), keys()
    done = subprocess.run([places.PROGRAM, "keys", "rotate", "access-tokens", "--keys", boxoffice.folders.keys],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr.strip()
    if not wait_until(lambda: bool(keys() - known), KEY_SECONDS_MAX):
        return "the new key is not published"
    if not wait_until(lambda: signer() != before, KEY_SECONDS_MAX):
        return "the new key does not sign"
    return "" if buys_on(crowd) else "people stopped buying"


CHANGES: dict[str, Callable[[Any, Crowd], str]] = {
    "the payment provider's key": change_provider_key,
    "the password of a database": change_database_password,
    "the secret between processes": change_service_secret,
    "the keys that sign tokens": change_signing_keys,
}


def control(boxoffice: Any) -> bool:
    """The provider takes its key away and the house is not told: purchases must stop being completed."""
    boxoffice.door.keys.clear()
    with crowd_in(boxoffice, seats=20) as crowd:
        time.sleep(CONTROL_SECONDS)
        before = bought(crowd)
        wait_until(lambda: boxoffice.door.refused > 0, PATIENCE_SECONDS)
        time.sleep(CONTROL_SECONDS)
        return boxoffice.door.refused > 0 and bought(crowd) == before == 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster demo secrets", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ports-from", type=int, default=22000, metavar="PORT",
                        help="the first hundred free ports from here are used (default %(default)s)")
    options = parser.parse_args(arguments)
    telling = Telling()
    with HouseBehindDoor(options.ports_from) as boxoffice:
        running = {replica.name: replica.process.pid for replica in boxoffice.cluster.state.replicas}
        print(f"A cluster of its own serves on http://127.0.0.1:{boxoffice.port}; {PEOPLE} people buy", flush=True)
        with crowd_in(boxoffice) as crowd:
            buys_on(crowd)
            for what, change in CHANGES.items():
                started, before = time.monotonic(), bought(crowd)
                wrong = change(boxoffice, crowd)
                telling.expect(f"{what}: changed in {time.monotonic() - started:.0f} s", not wrong,
                               f"{bought(crowd) - before} bought meanwhile{'; ' + wrong if wrong else ''}")
        telling.expect(f"failed requests = {len(crowd.failures)} of {crowd.answered + len(crowd.failures)}, with "
                       f"{len(crowd.placed)} purchases {crowd.failures[:2] or ''}", not crowd.failures)
        telling.expect(f"what became of them: {dict(crowd.states)}", set(crowd.states) == {"Completed"})
        still = {replica.name: replica.process.pid for replica in boxoffice.cluster.state.replicas}
        telling.expect("no process was started anew", running.items() <= still.items())
        telling.expect("a key that the provider takes away untold is seen: nothing is completed", control(boxoffice))
    return telling.end()
