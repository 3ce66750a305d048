"""Goal: with --tracing there is Jaeger, every process knows where it is, and without it nobody sends anything.

Jaeger itself is the real one where it is built (./dev cluster up --tracing); else that part says that it is not.
"""
import json
import tempfile
import unittest
import urllib.request
from pathlib import Path

import tree  # noqa: F401, puts tools on the path
from cluster import jaeger, ports, services
from cluster.front_door import FrontDoor
from cluster.http_questions import ask_json
from cluster.layout import ClusterProblem, Folders, Settings
from cluster.machines import ThisMachine
from cluster.waiting import wait_until

SPAN = {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "POST /reservations",
        "kind": 2, "flags": 1, "startTimeUnixNano": "1700000000000000000", "endTimeUnixNano": "1700000000001000000",
        "attributes": [{"key": "http.response.status_code", "value": {"intValue": "201"}}]}
REQUEST = {"resourceSpans": [{
    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "boxoffice-reservation"}}]},
    "scopeSpans": [{"scope": {"name": "boxoffice", "version": "1"}, "spans": [SPAN]}]}]}


def free_settings():
    """Settings whose two ports of Jaeger are free."""
    for first in range(21_000, 32_000, 100):
        settings = Settings(ports_from=first, with_tracing=True)
        if ports.is_free(settings.otlp_port) and ports.is_free(settings.jaeger_port):
            return settings
    raise AssertionError("no two free ports")


class Options(unittest.TestCase):
    def command(self, settings):
        with tempfile.TemporaryDirectory() as folder:
            door = FrontDoor.__new__(FrontDoor)
            object.__setattr__(door, "asks", {})
            words = services.command("reservation", "reservation-1", 21_000, settings, Folders(Path(folder)), door,
                                     ThisMachine())
        return [str(word) for word in words]

    def test_every_process_is_told_where_to_send_its_spans(self):
        words = self.command(Settings(ports_from=17_000, with_tracing=True))
        self.assertEqual(words[words.index("--otlp-endpoint") + 1], "http://127.0.0.1:17018")

    def test_nobody_is_told_without_tracing(self):
        self.assertNotIn("--otlp-endpoint", self.command(Settings()))

    def test_its_ports_are_among_those_that_are_looked_at(self):
        named = Settings(with_tracing=True).server_ports()
        self.assertEqual({named["Jaeger"], named["Jaeger (OTLP)"]}, {17_018, 17_019})
        self.assertNotIn("Jaeger", Settings().server_ports())


@unittest.skipUnless(jaeger.COMPONENT.is_installed(), "Jaeger is not built; ./dev cluster up --tracing does that")
class Running(unittest.TestCase):
    def test_it_takes_our_json_and_shows_the_trace(self):
        settings = free_settings()
        with tempfile.TemporaryDirectory() as folder:
            process = jaeger.start(settings, Path(folder) / "jaeger.log")
            try:
                jaeger.wait_until_ready(settings, process)
                asked = urllib.request.Request(jaeger.endpoint(settings) + "/v1/traces", json.dumps(REQUEST).encode(),
                                               {"Content-Type": "application/json"})
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    self.assertEqual(answer.status, 200)
                    self.assertEqual(json.loads(answer.read() or "{}").get("partialSuccess", {}), {})

                def shown():
                    return ask_json(settings.jaeger_port, f"/api/traces/{SPAN['traceId']}")
                self.assertTrue(wait_until(lambda: (shown() or {}).get("data"), 60))
                span, = shown()["data"][0]["spans"]
                self.assertEqual(span["operationName"], "POST /reservations")
                self.assertEqual(span["duration"], 1000)
                tags = {tag["key"]: tag["value"] for tag in span["tags"]}
                self.assertEqual((tags["http.response.status_code"], tags["span.kind"]), (201, "server"))
            finally:
                process.end()


class Missing(unittest.TestCase):
    def test_one_that_is_not_built_is_told(self):
        built = jaeger.COMPONENT
        with tempfile.TemporaryDirectory() as folder:
            jaeger.COMPONENT = jaeger.components.Component("Jaeger", Path(folder) / "none", built.sources, built.make)
            try:
                with self.assertRaisesRegex(ClusterProblem, "Jaeger is not built"):
                    jaeger.start(Settings(), Path(folder) / "log")
                self.assertEqual(jaeger.main(["--check"]), 1)
            finally:
                jaeger.COMPONENT = built


if __name__ == "__main__":
    unittest.main()
