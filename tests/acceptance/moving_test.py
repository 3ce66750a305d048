"""A house moves from one process on SQLite into a cluster's servers, and back: nobody loses a ticket or a session."""
import subprocess
from dataclasses import replace

import house
from cluster.layout import CONTEXTS
from cluster.postgres_server import ADMINISTRATOR
from cluster.services import database_url
from house import PROGRAM, ClusterHouse, EmbeddedHouse, wait_until
from stories import buy

MOVING_SECONDS_MAX = 300


def move(command, *arguments):
    done = subprocess.run([PROGRAM, command, *arguments], capture_output=True, text=True, timeout=MOVING_SECONDS_MAX)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def arrive_in_a_cluster(before, moved):
    """A cluster whose servers are empty until the import; its processes start after it."""

    class Arrived(ClusterHouse):
        def provider_address(self):
            return before.provider_address()  # which has the payments

        def start(self):
            self.cluster.up(replace(self.settings(), replicas={context: 0 for context in CONTEXTS}))
            move("import", "--from", moved, *self.stored())
            super().start()

        def stored(self):
            """Where everything is; each table belongs to its context's own role."""
            return ["--database-url", database_url(self.cluster.settings, ADMINISTRATOR) +
                    "?options=-crole%3Dboxoffice_{context}", "--database-password-file",
                    self.cluster.postgres.password_file, "--kafka", self.cluster.kafka.address,
                    "--keys", self.folders.keys, "--data", self.folder / "none"]

    return Arrived()


class Back(EmbeddedHouse):
    """One process once more, filled before it starts."""

    def __init__(self, before, moved):
        super().__init__()
        self.before, self.moved = before, moved

    def provider_address(self):
        return self.before.provider_address()

    def start(self):
        move("import", "--from", self.moved, "--data", self.data)
        super().start()


def what_is_seen(boxoffice, tokens, performance):
    """What each of them finds on his pages, and everybody on the seat map."""
    seen = {}
    for name, token in tokens.items():
        person = boxoffice.client(token)
        for path in ("/me", "/reservations", "/myPages", "/notifications"):
            answer = person.get(path)
            assert answer.status == 200, answer
            seen[name, path] = answer.json
    seats = boxoffice.client().get(f"/seats?performanceId={performance}&size=50").json["_embedded"]["seats"]
    seen["seats"] = {seat["id"]: seat["status"] for seat in seats}
    return seen


def cancel(person, reservation):
    canceled = person.call("DELETE", f"/reservations/{reservation}")
    assert canceled.status in (200, 202, 204), canceled
    page = f"/myPages/{reservation}"
    wait_until(lambda: person.get(page).json.get("refund", {}).get("state") == "refunded", seconds=60)


def settled(boxoffice, tokens, performance):
    """What is seen once nothing changes any more."""
    wait_until(boxoffice.is_quiet, seconds=60)
    seen = [what_is_seen(boxoffice, tokens, performance)]

    def is_still():
        seen.append(what_is_seen(boxoffice, tokens, performance))
        return seen[-1] == seen[-2]
    wait_until(is_still, seconds=60)
    return seen[-1]


@house.cluster_only("it moves into a cluster")
def test_a_house_moves_into_a_cluster_and_back():
    with EmbeddedHouse() as before:
        _, seats = before.make_musical(seats=6)
        performance = before.client().get(f"/seats/{seats[0]}").json["performanceId"]
        mina, jun = before.customer(), before.customer()
        tokens = {"mina": mina.token, "jun": jun.token}
        kept, given_back = buy(mina, seats[:2]), buy(jun, seats[2:3])
        cancel(jun, given_back)
        at_first = settled(before, tokens, performance)
        before.end()
        move("export", "--data", before.data, "--to", before.folder / "moving")

        with arrive_in_a_cluster(before, before.folder / "moving") as cluster:
            assert settled(cluster, tokens, performance) == at_first
            mina, jun = cluster.client(tokens["mina"]), cluster.client(tokens["jun"])
            late = jun.post("/reservations", {"seatIds": seats[:1]}, Prefer="wait=10")
            assert late.json["status"] == "ReservationImpossible", late
            buy(jun, seats[2:3])
            cancel(mina, kept)  # what was paid before the move comes back after it
            in_the_cluster = settled(cluster, tokens, performance)
            assert in_the_cluster != at_first
            cluster.assert_sound()
            move("export", *cluster.stored(), "--to", before.folder / "moving-back")

            with Back(before, before.folder / "moving-back") as back:
                assert settled(back, tokens, performance) == in_the_cluster
                buy(back.client(tokens["mina"]), seats[:2])
                back.assert_sound()


@house.embedded_only("whichever the house is, the folder comes first")
def test_a_folder_that_is_no_export_leaves_nothing_behind():
    with EmbeddedHouse() as boxoffice:
        wanted = boxoffice.folder / "wanted"
        refused = boxoffice.run("import", "--from", boxoffice.folder, "--data", wanted)
        assert refused.returncode != 0 and "holds no manifest.json" in refused.stderr, refused
        assert not wanted.exists()
