"""What every measurement of ./dev bench does to a house: halls to sell, buyers, loads by wrk, a race, and counting.

A house is one process or a cluster (tools/house): who measures says which processes count as the server.
"""
import json
import os
import pathlib
import selectors
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import house  # noqa: E402, needs the path above

HALL_ROWS, HALL_COLUMNS = 100, 100
BUYERS, CONTESTED_SEATS = 2000, 100
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def hall_plan():
    rows = [{"rowLabel": str(row), "seatRow": row,
             "seats": [{"seatGuid": f"{row}-{column}", "seatCol": column, "seatLabel": str(column),
                        "position": {"x": column * 50, "y": row * 80}}
                       for column in range(1, HALL_COLUMNS + 1)]}
            for row in range(1, HALL_ROWS + 1)]
    return {"name": "Bench Hall", "sections": [{"name": "Stalls", "rows": rows}], "focalPoint": {"x": 2500, "y": 0}}


def sell_halls(boxoffice, count):
    """Performances of 10,000 seats each; returns the lists of their seat ids."""
    staff = boxoffice.staff()
    venue = staff.post("/venues", {"name": "Bench Hall", "plan": hall_plan()})
    assert venue.status == 201, venue
    item = staff.post("/items", {"name": "Bench", "startDate": "2027-01-01", "endDate": "2027-12-31",
                                 "venueId": venue.json["id"],
                                 "grades": [{"grade": "R", "price": {"amount": 1000, "currency": "KRW"}}]})
    assert item.status == 201, item
    halls = []
    for number in range(count):
        made = staff.post(f"/items/{item.json['id']}/performances",
                          {"venueId": venue.json["id"], "startsAt": f"2027-03-{number % 28 + 1:02d}T10:00:00Z"},
                          timeout=120)
        assert made.status == 201, made
        seat_map = house.wait_until(lambda: complete_map(staff, made.json["id"]), seconds=120)
        halls.append(seat_map)
    return halls


def complete_map(staff, performance):
    """The seat ids once all of them are there."""
    page = staff.get(f"/seats?performanceId={performance}&size=1").json
    if page["page"]["totalElements"] < HALL_ROWS * HALL_COLUMNS:
        return None
    first = page["_embedded"]["seats"][0]["id"]
    return range(first, first + HALL_ROWS * HALL_COLUMNS)


def cpu_seconds(pid):
    """Of this process, and of the children that it has waited for; none when it has gone meanwhile."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(each) for each in fields[11:15]) / CLOCK_TICKS


def resident_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def wrk(boxoffice, seconds, connections, **environment):
    """Runs wrk with load.lua and this environment; returns what the script's `done` printed as JSON."""
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", str(ROOT / "bench" / "load.lua"),
               f"http://127.0.0.1:{boxoffice.port}"]
    output = subprocess.run(command, capture_output=True, text=True, check=True,
                            env={**os.environ, **{name: str(value) for name, value in environment.items()}}).stdout
    return json.loads(output.strip().splitlines()[-1])


def race(boxoffice, tokens, seats):
    """All these guests want one of these seats at the same moment; seconds until all know, and who won."""
    selector = selectors.DefaultSelector()
    requests = {}
    for number, token in enumerate(tokens):
        body = json.dumps({"seatId": seats[number % len(seats)]})
        connection = socket.create_connection(("127.0.0.1", boxoffice.port))
        requests[connection] = (f"POST /reservations HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer {token}\r\n"
                                f"Prefer: wait=10\r\nContent-Type: application/json\r\n"
                                f"Content-Length: {len(body)}\r\n\r\n{body}").encode()
    started = time.monotonic()
    for connection, request in requests.items():
        connection.sendall(request)
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ)
    completed = impossible = other = 0
    waiting = len(tokens)
    while waiting:
        ready = selector.select(timeout=20)
        if not ready:
            break
        for key, _ in ready:
            text = key.fileobj.recv(65536).decode()
            selector.unregister(key.fileobj)
            waiting -= 1
            completed += "ReservationCompleted" in text
            impossible += "ReservationImpossible" in text
            other += "ReservationCompleted" not in text and "ReservationImpossible" not in text
    seconds = time.monotonic() - started
    for connection in requests:
        connection.close()
    return {"seconds": round(seconds, 2), "completed": completed, "told": impossible, "other": other + waiting}


def lag(buyer, seat):
    """Seconds until a buyer who comes right after a load knows whether the seat is held for him."""
    started = time.monotonic()
    placed = buyer.post("/reservations", {"seatId": seat, "payment": {"method": "checkout"}})
    assert placed.status == 201, placed
    path = f"/reservations/{placed.json['id']}"
    house.wait_until(lambda: buyer.get(path).json["state"] != "Placed", seconds=120)
    return round(time.monotonic() - started, 2)


def spread(values):
    """min | median | max, as cells of a table."""
    return f"{min(values):,.0f} | {statistics.median(values):,.0f} | {max(values):,.0f}"
