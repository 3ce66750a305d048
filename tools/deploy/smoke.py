"""Is it a house that runs? Asks it over HTTP as people do; with an account of staff it sells a seat and cancels it."""
from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any

from .problems import DeployProblem

PATIENCE_SECONDS = 20
SETTLED_SECONDS_MAX = 60


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


class Person:
    """Somebody who asks the house, signed in or not."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url, self.token = url.rstrip("/"), token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        request = urllib.request.Request(self.url + path, None if body is None else json.dumps(body).encode(),
                                         {"Content-Type": "application/json", "Accept-Language": "en", **headers},
                                         method=method)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return Answer(answer.status, read(answer.read(), answer.headers.get("Content-Type", "")))
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, read(refusal.read(), refusal.headers.get("Content-Type", "")))
        except OSError as problem:
            raise DeployProblem(f"{method} {self.url}{path}: nobody answers ({problem}).") from None

    def expect(self, status: int, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.ask(method, path, body, **headers)
        if answer.status != status:
            raise DeployProblem(f"{method} {path} was answered with {answer.status}, not {status}: "
                                f"{str(answer.body)[:400]}")
        return answer.body

    def signed_in(self, email: str, password: str) -> Person:
        return Person(self.url, self.expect(200, "POST", "/auth/login", {"email": email, "password": password})[
            "accessToken"])


def read(data: bytes, kind: str) -> Any:
    return json.loads(data) if "json" in kind and data else data.decode(errors="replace")


def look_around(anybody: Person) -> None:
    """What costs nothing and changes nothing: pages, lists, keys, and that who is not signed in may not buy."""
    if "<html" not in anybody.expect(200, "GET", "/", Accept="text/html"):
        raise DeployProblem("GET / answers something that is no page.")
    for path in ("/items?size=1", "/seats?size=1", "/.well-known/jwks.json"):
        anybody.expect(200, "GET", path)
    refused = anybody.ask("POST", "/reservations", {"seatIds": [1]})
    if (refused.status, refused.body.get("code")) != (401, "unauthenticated"):
        raise DeployProblem(f"Who is not signed in was answered with {refused.status} {refused.body}")
    print("  ok  pages, lists and keys are there, and strangers may not buy", flush=True)


def until_it_is(what: str, person: Person, path: str, state: str) -> None:
    until = time.monotonic() + SETTLED_SECONDS_MAX
    while (told := person.expect(200, "GET", path)["status"]) != state:
        if time.monotonic() > until:
            raise DeployProblem(f"{what} is {told} after {SETTLED_SECONDS_MAX} s, not {state}.")
        time.sleep(0.1)


def sell_a_seat(staff: Person) -> None:
    """The whole way: a musical, a seat, a purchase, the second buyer's refusal, the money back, the musical gone."""
    name = f"Smoke {uuid.uuid4().hex[:8]}"
    musical = staff.expect(201, "POST", "/items", {
        "name": name, "startDate": "2099-01-01", "endDate": "2099-12-31",
        "grades": [{"grade": "R", "price": {"amount": 1000, "currency": "KRW"}}]})["id"]
    seat = staff.expect(201, "POST", "/seats", {"musicalId": musical, "grade": "R", "seatRow": 1, "seatCol": 1})["id"]
    first, second = (Person(staff.url, staff.expect(201, "POST", "/auth/register", {
        "email": f"{uuid.uuid4().hex}@example.org", "name": "Smoke Test", "password": uuid.uuid4().hex})["accessToken"])
        for _ in range(2))
    bought = first.expect(201, "POST", "/reservations", {"musicalId": musical, "seatId": seat}, Prefer="wait=10")
    place = f"/reservations/{bought['id']}"
    until_it_is("the purchase", first, place, "ReservationCompleted")
    late = second.expect(201, "POST", "/reservations", {"musicalId": musical, "seatId": seat}, Prefer="wait=10")
    until_it_is("the second purchase", second, f"/reservations/{late['id']}", "ReservationImpossible")
    first.expect(202, "POST", f"{place}/cancellation", {})
    until_it_is("the cancellation", first, place, "ReservationCanceled")
    staff.expect(204, "DELETE", f"/items/{musical}")
    print("  ok  a seat is sold once, the second buyer is told so, the money goes back, the musical is taken away",
          flush=True)


def run(url: str, login: str) -> None:
    """Raises DeployProblem with the first thing that is not as it should be."""
    anybody = Person(url)
    look_around(anybody)
    if not login:
        print("  --  no seat is sold: BOXOFFICE_SMOKE_LOGIN names no account of staff")
        return
    email, _, password = login.partition(":")
    sell_a_seat(anybody.signed_in(email, password))
