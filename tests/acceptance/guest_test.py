"""A guest comes back without a password: by the link in his mail, in another browser, to his ticket alone."""
import email
import re

import house
from house import wait_until


def guest(boxoffice, address):
    """As a browser that stays open; another one has nothing of it but what the mail says."""
    answer = boxoffice.client().post("/auth/guest", {"email": address, "name": "Guest", "language": "en"})
    assert answer.status == 201, answer
    return boxoffice.client(answer.json["accessToken"])


def text_to(boxoffice, address):
    """What was written to that address; nothing before the first letter has come."""
    letters = [email.message_from_string(mail) for mail in boxoffice.mails() if address in mail]
    return "\n".join(letter.get_payload(decode=True).decode(errors="replace") for letter in letters)


def link_to(boxoffice, address):
    """Where the mail leads: the reservation, and the code that opens it."""
    text = wait_until(lambda: text_to(boxoffice, address), seconds=60)
    assert "keep it to yourself" in text, text
    reservation, code = re.search(r"/guest/(\d+)#(\S+)", text).groups()
    return int(reservation), code


def follow(boxoffice, code):
    return boxoffice.client().post("/auth/guest/link", {"code": code})


def test_a_guest_finds_his_ticket_by_the_link_in_his_mail():
    with house.House() as boxoffice:
        musical, seats = boxoffice.make_musical(seats=3)

        def buy(buyer, seat):
            answer = buyer.post("/reservations", {"musicalId": musical, "seatId": seat}, Prefer="wait=10")
            assert answer.json["status"] == "ReservationCompleted", answer
            return answer.json

        hers = buy(guest(boxoffice, "mina@example.org"), seats[0])
        his = buy(guest(boxoffice, "jiwoo@example.org"), seats[1])
        customer = boxoffice.customer()
        buy(customer, seats[2])

        reservation, code = link_to(boxoffice, "mina@example.org")
        assert reservation == hers["id"], (reservation, hers)
        opened = follow(boxoffice, code)
        assert opened.status == 200 and opened.json["role"] == "guest", opened
        assert opened.json["userId"] == hers["userId"] and code not in opened.text, opened
        elsewhere = boxoffice.client(opened.json["accessToken"])
        ticket = hers["tickets"][0]["ticketId"]
        assert elsewhere.get(f"/reservations/{hers['id']}").json["id"] == hers["id"]
        assert elsewhere.get(f"/tickets/{ticket}").json["isValid"] is True
        pages = wait_until(lambda: elsewhere.get("/myPages").json["_embedded"]["myPages"])
        assert [page["id"] for page in pages] == [hers["id"]], pages

        _, other = link_to(boxoffice, "jiwoo@example.org")
        stranger = boxoffice.client(follow(boxoffice, other).json["accessToken"])
        assert stranger.get(f"/tickets/{his['tickets'][0]['ticketId']}").status == 200
        assert stranger.get(f"/tickets/{ticket}").status == 404
        assert stranger.get(f"/reservations/{hers['id']}").status == 404

        for wrong in (code[:-1], code.partition("-")[0] + "-" + other.partition("-")[2], str(ticket), ""):
            refused = follow(boxoffice, wrong)
            assert refused.status == 401 and refused.json["code"] == "guest_link_invalid", (wrong, refused)

        letter = wait_until(lambda: text_to(boxoffice, customer.get("/me").json["email"]), seconds=60)
        assert "/my/" in letter and "/guest/" not in letter, letter
        secrets = [each.partition("-")[2] for each in (code, other)]
        kept = boxoffice.event_log() + boxoffice.logs_of("identity") + boxoffice.logs_of("notification")
        assert "ReservationCompleted" in kept and not any(secret in kept for secret in secrets)

        assert elsewhere.call("DELETE", "/me").status == 204
        assert follow(boxoffice, code).status == 401, "who asked to be forgotten has no link any more"
