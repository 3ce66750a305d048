"""The running server against contracts/http/openapi.yaml: real requests, made by Schemathesis from the contract.

Good and bad requests are made for every operation; every answer must have a documented status, content type,
headers and body, bad requests must be refused, and nothing may end in a server error.
"""
import http.client
import os
import re
import subprocess

import house

SCHEMATHESIS = house.ROOT / "build" / "venv" / "bin" / "schemathesis"
CONTRACT = house.ROOT / "contracts" / "http" / "openapi.yaml"
EXAMPLES_MAX = int(os.environ.get("BOXOFFICE_CONTRACT_EXAMPLES", "6"))
SECONDS_MAX = 500
MANAGEMENT = "^/(livez|readyz|metrics|version|log-level|reload)$"
STREAM = "/stream$"
# What a contract of single requests cannot know: rules across fields and states, such as dates in their order.
UNKNOWABLE = "positive_data_acceptance"
# Envoy knows the method QUERY, and refuses one without a content type before the house can say that no path has it.
BY_THE_DOOR = "" if house.House is house.EmbeddedHouse else ",unsupported_method"
COUNTS = re.compile(r"\d+ generated.*")


def hold_against_contract(port, folder, *options):
    """Runs Schemathesis in the folder; prints what it counted and, when something differs, what.

    The same requests each time, from one thread: threads break the parser of Python 3.11 now and then."""
    run = subprocess.run(
        [SCHEMATHESIS, "run", CONTRACT, "--url", f"http://127.0.0.1:{port}", "--max-examples", str(EXAMPLES_MAX),
         "--generation-deterministic", "--no-shrink", "--continue-on-failure", "--no-color", "--warnings", "off",
         "--request-timeout", "20", *options],
        cwd=folder, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)
    text = run.stdout + run.stderr
    (folder / "contract.log").write_text(text, encoding="utf-8")
    counted = COUNTS.search(text)
    print("         " + (counted.group(0) if counted else "nothing was counted"), flush=True)
    reports = [place for place in (text.find("= ERRORS ="), text.find("= FAILURES =")) if place >= 0]
    assert run.returncode == 0 and counted, text[min(reports, default=0):][:12_000]


def test_every_operation_answers_as_published():
    with house.House(auth="open") as boxoffice:
        musical, seats = boxoffice.make_musical(seats=6)
        boxoffice.client().post("/reservations", {"musicalId": musical, "seatId": seats[0]}, Prefer="wait=10")
        hold_against_contract(boxoffice.port, boxoffice.folder,
                              "--exclude-checks", f"{UNKNOWABLE},ignored_auth{BY_THE_DOOR}",
                              "--exclude-path-regex", f"{MANAGEMENT}|{STREAM}")
        boxoffice.assert_sound()


def test_the_management_port_answers_as_published():
    with house.House(auth="open") as boxoffice:
        hold_against_contract(boxoffice.management_port, boxoffice.folder,
                              "--exclude-checks", UNKNOWABLE, "--include-path-regex", MANAGEMENT)


def test_nobody_passes_without_a_token():
    with house.House(auth="builtin") as boxoffice:
        boxoffice.make_musical(seats=1)
        token = boxoffice.login("admin")
        hold_against_contract(boxoffice.port, boxoffice.folder, "--phases", "examples",
                              "--checks", "ignored_auth,not_a_server_error,status_code_conformance",
                              "-H", f"Authorization: Bearer {token}",
                              "--exclude-path-regex", f"{MANAGEMENT}|{STREAM}|^/me$")


def first_events(port, path, count, **headers):
    """The first lines `event:` of a stream, which does not end by itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        assert answer.getheader("Content-Type") == "text/event-stream", answer.getheaders()
        events = []
        while len(events) < count:
            line = answer.readline().decode().strip()
            if line.startswith("event: "):
                events.append(line[len("event: "):])
        return events
    finally:
        connection.close()


def test_the_stream_of_a_seat_map_begins_as_published():
    with house.House(auth="open") as boxoffice:
        boxoffice.make_musical(seats=1)
        path = "/performances/1/seatmap/stream"
        assert first_events(boxoffice.port, path, 1) == ["version"]
        assert first_events(boxoffice.port, path, 1, Last_Event_ID="0") in (["reset"], ["seats"])
        assert first_events(boxoffice.port, path, 1, Last_Event_ID="no number") == ["reset"]
        missing = boxoffice.client().get("/performances/999/seatmap/stream")
        assert missing.status == 404 and missing.json["code"] == "not_found", missing
