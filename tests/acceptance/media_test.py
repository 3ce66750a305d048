"""Posters: staff send them, everybody sees them, and what is no picture is refused."""
import hashlib
import http.client
import os
import threading

import house
from house import embedded_only

SIGNATURE, HEADER = b"\x89PNG\r\n\x1a\n", b"\0\0\0\rIHDR"
END = b"\0\0\0\0IEND\xaeB`\x82"


def png(inside):
    return SIGNATURE + HEADER + inside + END


def send(staff, item, body, kind="image/png", **headers):
    return staff.call("PUT", f"/items/{item}/poster", body, Content_Type=kind, **headers)


def fetch(boxoffice, path, **headers):
    """Status, headers and the bytes as they are."""
    connection = http.client.HTTPConnection("127.0.0.1", boxoffice.port, timeout=30)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_a_poster_is_sent_shown_and_kept():
    with house.House() as boxoffice:
        item, _ = boxoffice.make_musical(seats=1)
        staff, picture = boxoffice.staff(), png(os.urandom(300_000))
        sent = send(staff, item, picture, kind="application/octet-stream")
        assert sent.status == 200, sent
        address = sent.json["posterUrl"]
        assert address == f"/items/{item}/poster/{hashlib.sha256(picture).hexdigest()}.png", address
        assert boxoffice.client().get(f"/items/{item}").json["posterUrl"] == address

        status, headers, body = fetch(boxoffice, address)
        assert (status, body == picture) == (200, True)
        assert headers["content-type"] == "image/png" and "immutable" in headers["cache-control"], headers
        assert headers["x-content-type-options"] == "nosniff" and "sandbox" in headers["content-security-policy"]
        again = fetch(boxoffice, address, If_None_Match=headers["etag"])
        assert again[0] == 304 and again[2] == b"", again[0]

        other = send(staff, item, png(b"another"))
        assert other.json["posterUrl"] != address
        assert fetch(boxoffice, address)[2] == picture, "the one before is still what it was"


def test_what_is_no_poster_is_refused():
    with house.House() as boxoffice:
        item, _ = boxoffice.make_musical(seats=1)
        staff, guest, nobody = boxoffice.staff(), boxoffice.guest(), boxoffice.client()
        for who, status in ((guest, 403), (nobody, 401)):
            assert send(who, item, png(b"x")).status == status
        script = send(staff, item, b"<svg onload='alert(1)'/>", Accept_Language="ko")
        assert (script.status, script.json["code"]) == (415, "unsupported_picture"), script
        assert "이미지" in script.json["title"], script
        assert send(staff, item, png(b"torn")[:-3]).json["code"] == "unsupported_picture"
        assert send(staff, item, b"text", kind="text/plain").json["code"] == "unsupported_media_type"
        assert send(staff, item, png(b"x" * (4 << 20))).status == 413
        assert send(staff, 999_999, png(b"x")).status == 404
        assert boxoffice.client().get(f"/items/{item}").json.get("posterUrl") is None, "nothing has changed"
        name = hashlib.sha256(b"nothing").hexdigest()
        for path in (f"/items/{item}/poster/{name}.png", f"/items/{item}/poster/..%2F..%2Fmusical.db",
                     f"/items/{item}/poster/{name}.svg"):
            assert fetch(boxoffice, path)[0] in (400, 404), path


@embedded_only("two processes of one house need a shared folder of their own")
def test_two_houses_on_one_folder_never_show_a_torn_picture():
    shared = None
    torn, shown, names, is_over = [], [0], [], threading.Event()
    with house.House() as first:
        shared = first.data / "media"
        with house.House("--media", shared) as second:
            items = {each: each.make_musical(seats=1)[0] for each in (first, second)}

            def write(boxoffice, seed):
                staff = boxoffice.staff()
                for number in range(12):
                    # Every other one is the same for both, at the same time.
                    inside = bytes(500_000) + (b"%d" % number if number % 2 else os.urandom(8) + seed)
                    sent = send(staff, items[boxoffice], png(inside))
                    assert sent.status == 200, sent
                    names.append(sent.json["posterUrl"].rsplit("/", 1)[1])

            def read(boxoffice):
                while not is_over.is_set():
                    for name in list(names[-6:]):
                        status, _, body = fetch(boxoffice, f"/items/{items[boxoffice]}/poster/{name}")
                        shown[0] += 1
                        if status != 200 or hashlib.sha256(body).hexdigest() != name.split(".")[0]:
                            torn.append((status, name))

            writers = [threading.Thread(target=write, args=(each, seed))
                       for each, seed in ((first, b"1"), (second, b"2"))]
            readers = [threading.Thread(target=read, args=(each,)) for each in (first, second)]
            for thread in writers + readers:
                thread.start()
            for thread in writers:
                thread.join()
            is_over.set()
            for thread in readers:
                thread.join()
            assert len(names) == 24 and shown[0] > 24 and torn == [], (len(names), shown, torn)
            assert {path.name for path in shared.iterdir()} == set(names), "nothing else is left behind"
