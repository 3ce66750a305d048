"""The web pages as the built program serves them: to browsers, to programs, and by HEAD."""
import datetime

import house

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_the_front_door_is_a_page_for_people_and_a_list_for_programs():
    with house.House() as boxoffice:
        anybody = boxoffice.client()
        page = anybody.get("/", Accept=BROWSER)
        assert page.status == 200 and page.headers["content-type"] == "text/html; charset=utf-8", page
        assert page.text.startswith("<!doctype html>"), page
        assert "unsafe" not in page.headers["content-security-policy"], page.headers
        collections = anybody.get("/", Accept="*/*")
        assert collections.json["_links"]["items"] == {"href": "/items"}, collections

        known = anybody.get("/", Accept=BROWSER, If_None_Match=page.headers["etag"])
        assert known.status == 304 and not known.text, known
        head = anybody.call("HEAD", "/", Accept=BROWSER)
        assert head.status == 200 and not head.text, head
        assert head.headers["content-length"] == str(len(page.text.encode())), head.headers


def test_pages_answer_where_their_router_knows_the_path():
    with house.House() as boxoffice:
        anybody = boxoffice.client()
        page = anybody.get("/musicals/1", Accept=BROWSER)
        assert page.status == 200 and page.headers["cache-control"] == "no-cache", page.headers
        # Nobody knows what stands there, so the page has no first sight of anything; one with a query has none either.
        plain = anybody.get("/musicals/1?from=mail", Accept=BROWSER)
        assert plain.status == 200 and len(plain.text) < len(page.text), plain
        missing = anybody.get("/nothing/here", Accept=BROWSER)
        assert missing.status == 404 and missing.text == plain.text, missing
        for method in ("GET", "POST", "PUT", "DELETE"):
            refused = anybody.call(method, "/nothing/here", Accept="*/*")
            assert refused.status == 404 and refused.json["code"] == "not_found", (method, refused)
        wrong = anybody.call("DELETE", "/items", Accept=BROWSER)
        assert wrong.status == 405, wrong


def test_the_clock_is_the_servers():
    with house.House() as boxoffice:
        before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(milliseconds=1)
        answer = boxoffice.client().get("/clock")
        after = datetime.datetime.now(datetime.timezone.utc)
        assert answer.headers["cache-control"] == "no-store", answer.headers
        assert before <= datetime.datetime.fromisoformat(answer.json["now"]) <= after, answer
