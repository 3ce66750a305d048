"""What happens in the stories of many tests."""
import datetime


def in_hours(hours):
    """A moment, as the API writes it."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def bought(person, seats):
    """The reservation, with its tickets."""
    answer = person.post("/reservations", {"seatIds": list(seats)}, Prefer="wait=10")
    assert answer.status == 201 and answer.json["status"] == "ReservationCompleted", answer
    return answer.json


def buy(person, seats):
    """The number of the reservation."""
    return bought(person, seats)["id"]
