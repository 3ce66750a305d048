"""A disk without room: writes are refused, reads go on, nothing is lost, and it goes on by itself when there is room.

The data lies in a file system of its own of a few megabytes, which needs the rights of root."""
import os
import subprocess

import house
from house import embedded_only, wait_until
from media_test import png, send

SIZE = "48m"


class OnASmallDisk(house.EmbeddedHouse):
    def __init__(self):
        super().__init__()
        self.data.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "boxoffice-test", self.data], check=True)
        self.ballast = self.data / "ballast"

    def fill(self):
        with open(self.ballast, "wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    pass

    def free(self):
        self.ballast.unlink()

    def clear_away(self):
        super().clear_away()
        subprocess.run(["umount", "--lazy", self.data], check=True)


def place(buyer, seat):
    return buyer.post("/reservations", {"seatIds": [seat], "payment": {"method": "checkout"}}, Prefer="wait=5")


@embedded_only("the disk of a database server is its operator's")
def test_a_full_disk_refuses_writes_and_goes_on_when_there_is_room():
    if os.geteuid() != 0:
        raise AssertionError("a file system of its own needs the rights of root")
    with OnASmallDisk() as boxoffice:
        item, seats = boxoffice.make_musical(seats=6)
        staff, buyer = boxoffice.staff(), boxoffice.customer()
        before = place(buyer, seats[0])
        assert before.status == 201, before

        boxoffice.fill()
        refused = []
        # What is left in the pages that are there already is used up first.
        wait_until(lambda: refused.append(place(buyer, seats[1])) or refused[-1].status == 503, seconds=60)
        assert refused[-1].json["code"] == "overloaded" and "retry-after" in refused[-1].headers, refused[-1]
        picture = send(staff, item, png(b"x" * 100_000))
        assert (picture.status, picture.json["code"]) == (503, "overloaded"), picture
        for path in ("/items", f"/seats/{seats[0]}", f"/reservations/{before.json['id']}"):
            assert buyer.get(path).status == 200, path
        assert boxoffice.management().get("/livez").status == 200, "nothing is stuck"
        media = boxoffice.data / "media"
        assert not media.exists() or not list(media.iterdir()), "half a picture is not left behind"

        boxoffice.free()
        after = wait_until(lambda: (answer := place(buyer, seats[5])).status == 201 and answer, seconds=60)
        wait_until(lambda: buyer.get(f"/reservations/{after.json['id']}").json["state"] == "Held", seconds=30)
        assert send(staff, item, png(b"y" * 100_000)).status == 200
        assert wait_until(lambda: boxoffice.management().get("/readyz").status == 200, seconds=30)
        accepted = [each.json["id"] for each in refused if each.status == 201]
        for one in [before.json["id"], *accepted]:
            assert buyer.get(f"/reservations/{one}").status == 200, "whoever was told yes has it"
        boxoffice.assert_sound()
