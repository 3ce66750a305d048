"""Goal: the real Envoy, with the configuration that is written for it, does what the rules say."""
import http.client
import json
import signal
import socket
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from backend import Backend
from cluster import envoy, envoy_process, ports
from cluster.front_door import front_door
from cluster.waiting import wait_until
from routes_sample import TOLD

CONTEXTS = ("gateway", "musical", "reservation", "payment", "identity")


class Answer:
    def __init__(self, answer):
        self.status = answer.status
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.text = answer.read().decode()
        self.json = json.loads(self.text) if "json" in self.headers.get("content-type", "") and self.text else None


class Envoy(unittest.TestCase):
    """One Envoy for all tests; each gets backends of its own, which Envoy finds by the watched files."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        port, admin_port = ports.free_ports(2)
        cls.door = envoy.Door(port, admin_port, Path(folder.name), sign_ins_per_second=2)
        envoy.write_configuration(front_door(TOLD), cls.door)
        envoy_process.validate(cls.door)
        process = envoy_process.start(cls.door, tied=True)
        cls.addClassCleanup(lambda: process.end(signal.SIGKILL))
        envoy_process.wait_until_ready(cls.door, process)

    def setUp(self):
        self.backends = {context: [self.backend(context)] for context in CONTEXTS}
        for context in CONTEXTS:
            self.place(context)

    def backend(self, name):
        backend = Backend(name).__enter__()
        self.addCleanup(backend.stop)
        return backend

    def place(self, context):
        """Tells Envoy where the context's replicas are, and waits until it knows and finds them well."""
        wanted = {backend.port for backend in self.backends[context]}
        envoy.write_endpoints(self.door, context, [envoy.Endpoint(backend.port, backend.management_port)
                                                   for backend in self.backends[context]])
        self.assertTrue(wait_until(lambda: set(envoy_process.replicas(self.door, context)) == wanted
                                   and envoy_process.sends_to(self.door, context) == wanted, 20),
                        envoy_process.replicas(self.door, context))

    def second(self, context):
        other = self.backend(context)
        self.backends[context].append(other)
        self.place(context)
        return self.backends[context]

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.door.port, timeout=20)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    # ---- where it goes

    def test_each_path_reaches_who_serves_it(self):
        for method, path, context in [
                ("GET", "/items", "musical"), ("GET", "/items/1?page=2", "musical"), ("POST", "/seats", "musical"),
                ("GET", "/performances/1/seatmap/stream", "musical"), ("POST", "/reservations", "reservation"),
                ("GET", "/tickets/5.ics", "reservation"), ("POST", "/payments/webhooks/toss", "payment"),
                ("GET", "/me", "identity"), ("GET", "/.well-known/jwks.json", "identity"),
                ("GET", "/", "gateway"), ("GET", "/clock", "gateway"), ("GET", "/itemsandmore", "gateway"),
                ("GET", "/readyz", "gateway"), ("GET", "/internal/people", "gateway"),
                ("GET", "/nothing/../items", "musical")]:
            with self.subTest(method=method, path=path):
                self.assertEqual(self.ask(method, path).json["backend"], context)

    def test_replicas_share_the_work(self):
        first, second = self.second("musical")
        for _ in range(40):
            self.assertEqual(self.ask("GET", "/items").status, 200)
        self.assertTrue(first.seen and second.seen)

    def test_a_replica_that_is_not_ready_gets_nothing(self):
        first, second = self.second("musical")
        first.is_ready = False
        self.assertTrue(wait_until(lambda: envoy_process.sends_to(self.door, "musical") == {second.port}, 20))
        first.seen.clear()
        for _ in range(10):
            self.assertEqual(self.ask("GET", "/items").status, 200)
        self.assertEqual(first.seen, [])
        self.assertEqual(len(second.seen), 10)

    def test_one_that_is_taken_from_the_list_gets_nothing_at_once(self):
        first, second = self.second("musical")
        self.backends["musical"] = [second]
        self.place("musical")
        for _ in range(10):
            self.assertEqual(self.ask("GET", "/items").json["backend"], "musical")
        self.assertEqual(first.seen, [])

    # ---- asked again, or not

    def attempts(self, method, path, **headers):
        first, second = self.second("reservation" if path.startswith("/res") else "musical")
        first.goes_away = second.goes_away = 1
        status = self.ask(method, path, body="{}" if method == "POST" else None, **headers).status
        return status, len(first.seen) + len(second.seen)

    def test_a_safe_request_is_asked_again(self):
        self.assertEqual(self.attempts("GET", "/items/1"), (200, 3))

    def test_a_request_with_a_key_is_asked_again(self):
        self.assertEqual(self.attempts("POST", "/reservations", Idempotency_Key="one-and-only"), (200, 3))

    def test_a_request_without_a_key_is_asked_once(self):
        self.assertEqual(self.attempts("POST", "/reservations"), (503, 1))

    def test_a_key_does_not_help_where_none_is_taken(self):
        self.assertEqual(self.attempts("DELETE", "/items/1", Idempotency_Key="one-and-only"), (503, 1))

    def test_a_busy_house_is_not_asked_again(self):
        backend = self.backends["musical"][0]
        backend.status = 503
        self.assertEqual(self.ask("GET", "/items").status, 503)
        self.assertEqual(len(backend.seen), 1)

    def test_the_next_attempt_goes_to_another_replica(self):
        first, second = self.second("musical")
        first.goes_away = 1000
        for _ in range(10):
            self.assertEqual(self.ask("GET", "/items").status, 200)

    def test_a_replica_that_cannot_be_reached_is_left_alone_though_it_calls_itself_ready(self):
        first, second = self.second("musical")
        first.public.shutdown()
        first.public.server_close()

        def is_thrown_out():
            self.assertEqual(self.ask("GET", "/items").status, 200)
            return envoy_process.statistic(self.door, "cluster.musical.outlier_detection.ejections_active") == 1
        self.assertTrue(wait_until(is_thrown_out, 20))
        self.assertEqual(envoy_process.sends_to(self.door, "musical"), {second.port})

    def test_a_stream_arrives_piece_by_piece(self):
        path = "/performances/1/seatmap/stream"
        connection = http.client.HTTPConnection("127.0.0.1", self.door.port, timeout=20)
        connection.request("GET", path, headers={"Last-Event-ID": "7"})
        answer = connection.getresponse()
        self.assertEqual(answer.readline(), b"event: first\n", "before the second was even written")
        self.backends["musical"][0].goes_on.set()
        self.assertEqual(answer.read(), b"\nevent: second\n\n")
        connection.close()
        written = json.loads(self.door.configuration.read_text())
        routes = written["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"][
            "route_config"]["virtual_hosts"][0]["routes"]
        timeouts = {route["name"]: route["route"]["timeout"] for route in routes}
        self.assertEqual([name for name, timeout in timeouts.items() if timeout == "0s"],
                         ["musical paths stream GET"], "streams alone have no end by the clock")

    # ---- refused at the door

    def assert_problem(self, answer, status, code):
        self.assertEqual((answer.status, answer.json["status"], answer.json["code"]), (status, status, code))
        self.assertEqual(answer.headers["content-type"].split(";")[0], "application/problem+json")
        self.assertEqual(answer.json["errors"], [])

    def test_nobody_is_there(self):
        self.backends["musical"] = []
        self.place("musical")
        answer = self.ask("GET", "/items")
        self.assert_problem(answer, 503, "overloaded")
        self.assertEqual(answer.headers["retry-after"], "1")
        self.assertIn("x-request-id", answer.headers)
        self.assertEqual(self.ask("GET", "/me").status, 200, "everybody else goes on")

    def test_problems_speak_korean_to_who_asks_for_it(self):
        self.backends["musical"] = []
        self.place("musical")
        answer = self.ask("GET", "/items", Accept_Language="ko-KR,ko;q=0.9,en;q=0.5")
        self.assert_problem(answer, 503, "overloaded")
        self.assertEqual(answer.json["title"], "접속이 많습니다. 잠시 후 다시 시도해 주세요.")
        self.assertEqual(answer.headers["content-language"], "ko")

    def test_a_body_over_the_limit(self):
        self.assertEqual(self.ask("POST", "/reservations", b"x" * 4096).status, 200)
        self.assert_problem(self.ask("POST", "/reservations", b"x" * 4097), 413, "body_too_large")
        self.assertEqual(self.ask("POST", "/payments/webhooks/toss", b"x" * 100).status, 200)
        self.assert_problem(self.ask("POST", "/payments/webhooks/toss", b"x" * 101), 413, "body_too_large")

    def test_headers_over_the_limit(self):
        self.assertEqual(self.ask("GET", "/items", X_Long="x" * 8000).status, 200)
        self.assert_problem(self.ask("GET", "/items", X_Long="x" * 17_000), 431, "headers_too_large")
        many = {f"X-Header-{number}": "x" for number in range(120)}
        self.assertEqual(self.ask("GET", "/items", **many).status, 431)

    def test_a_header_that_servers_read_differently(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.door.port, timeout=20)
        connection.request("GET", "/items", headers={"x_user_id": "1"})
        self.assert_problem(Answer(connection.getresponse()), 400, "malformed_request")
        connection.close()

    def test_a_method_that_nobody_knows_is_for_the_house_to_refuse(self):
        self.ask("BREW", "/items")
        self.assertEqual(self.backends["musical"][0].unknown_methods, ["BREW"])

    def test_signing_in_too_often(self):
        answers = [self.ask("POST", "/auth/login", "{}") for _ in range(40)]
        refused = [answer for answer in answers if answer.status == 429]
        self.assertTrue(any(answer.status == 200 for answer in answers))
        self.assertTrue(refused)
        self.assert_problem(refused[0], 429, "rate_limited")
        self.assertEqual(refused[0].headers["retry-after"], "1")
        self.assertEqual(self.ask("GET", "/me").status, 200, "only signing in is limited")

    # ---- bytes that two readers could take for different requests

    def say(self, text):
        """Sends these bytes and reads until the door has answered or closed."""
        with socket.create_connection(("127.0.0.1", self.door.port), timeout=10) as connection:
            connection.sendall(text.encode("latin-1"))
            answer = b""
            while b"\r\n\r\n" not in answer:
                part = connection.recv(4096)
                if not part:
                    break
                answer += part
        return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0

    def test_nothing_is_smuggled_past_the_door(self):
        hidden = "GET /items/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        head = "POST /items HTTP/1.1\r\nHost: x\r\n"
        for name, text in [
                ("length and chunks",
                 f"{head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
                ("two lengths", f"{head}Content-Length: 0\r\nContent-Length: {len(hidden)}\r\n\r\n{hidden}"),
                ("a signed length", f"{head}Content-Length: +0\r\n\r\n{hidden}"),
                ("a list of lengths", f"{head}Content-Length: 0, {len(hidden)}\r\n\r\n{hidden}"),
                ("chunks by another name", f"{head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}"),
                ("a coding after chunks", f"{head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}"),
                ("a blank before the colon", f"{head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{hidden}"),
                ("a chunk size that overflows",
                 f"{head}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n{hidden}"),
                ("a nul in a header", f"{head}X-A: a\0b\r\nContent-Length: 0\r\n\r\n")]:
            with self.subTest(name):
                self.assertIn(self.say(text), (400, 501), name)
        self.assertEqual(self.backends["musical"][0].seen, [], "the house has seen nothing of it")

    # ---- headers

    def seen_headers(self, **headers):
        self.ask("GET", "/items", **headers)
        return self.backends["musical"][0].seen[-1][2]

    def test_nobody_outside_says_who_he_is(self):
        seen = self.seen_headers(X_Forwarded_For="6.6.6.6", X_Real_IP="6.6.6.6", X_User_Id="1", Forwarded="for=6.6.6.6",
                                 X_Forwarded_Host="evil.example", X_Forwarded_Proto="https", X_Service_Secret="guess",
                                 X_Envoy_Retry_On="5xx", X_Original_Url="/admin")
        self.assertNotIn("6.6.6.6", str(seen))
        self.assertEqual(seen["x-forwarded-proto"], "http")
        for name in ("x-real-ip", "x-user-id", "forwarded", "x-forwarded-host", "x-service-secret", "x-envoy-retry-on",
                     "x-original-url", "x-envoy-expected-rq-timeout-ms", "x-envoy-external-address"):
            self.assertNotIn(name, seen)

    def test_what_belongs_to_the_client_arrives(self):
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        seen = self.seen_headers(Authorization="Bearer x", traceparent=trace, tracestate="rojo=1",
                                 X_Request_Id="mine-1", Prefer="wait=5")
        self.assertEqual(seen["tracestate"], "rojo=1")
        self.assertEqual((seen["authorization"], seen["traceparent"], seen["x-request-id"], seen["prefer"]),
                         ("Bearer x", trace, "mine-1", "wait=5"))
        self.assertIn("x-request-id", self.seen_headers())

    def test_answers_do_not_tell_what_stands_behind(self):
        answer = self.ask("GET", "/items")
        self.assertEqual([name for name in answer.headers if name.startswith("x-envoy")], [])

    # ---- what is written down

    def test_each_request_is_one_line_without_its_query(self):
        self.ask("GET", "/tickets/5.ics?code=secret-of-one-person", X_Request_Id="line-1")

        def line():
            lines = self.door.access_log.read_text().splitlines() if self.door.access_log.exists() else []
            return [entry for entry in map(json.loads, lines) if entry["requestId"] == "line-1"]
        self.assertTrue(wait_until(line, 20))
        entry = line()[0]
        self.assertEqual((entry["path"], entry["status"], entry["context"]), ("/tickets/5.ics", 200, "reservation"))
        self.assertNotIn("secret-of-one-person", json.dumps(entry))


class Refused(unittest.TestCase):
    def test_a_configuration_that_envoy_does_not_understand_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            door = envoy.Door(*ports.free_ports(2), Path(folder))
            written = envoy.configuration(front_door(TOLD), door)
            written["static_resources"]["clusters"][0]["lb_policy"] = "WHOEVER_SHOUTS"
            envoy.write_json(door.configuration, written)
            with self.assertRaisesRegex(envoy_process.EnvoyProblem, "WHOEVER_SHOUTS"):
                envoy_process.validate(door)


if __name__ == "__main__":
    unittest.main()
