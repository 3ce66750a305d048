"""Goal: the filter that the front door of the mesh gets slows down who signs in, one address at a time, nobody else."""
import http.client
import json
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from cluster import envoy, places, ports, processes
from cluster.http_questions import is_answered
from deploy import istio

READY_SECONDS_MAX = 60
# More than may come at once, and than comes back while a slow machine asks.
MANY = 40 * istio.SIGN_INS_PER_SECOND


@unittest.skipUnless(places.ENVOY.exists(), "./dev cluster installs Envoy")
class SignIns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.port, admin = ports.free_ports(2)
        limit = istio.sign_in_filter()["spec"]["configPatches"][0]["patch"]["value"]
        manager = {"@type": envoy.EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
                   "stat_prefix": "door", "use_remote_address": True,
                   "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                       {"match": {"prefix": "/"}, "direct_response": {"status": 200}}]}]},
                   "http_filters": [limit, {"name": "envoy.filters.http.router", "typed_config": {
                       "@type": envoy.EXTENSIONS + "filters.http.router.v3.Router"}}]}
        path = folder / "envoy.json"
        path.write_text(json.dumps({
            "admin": {"address": envoy.address("127.0.0.1", admin)},
            "static_resources": {"listeners": [envoy.listener("door", "127.0.0.1", cls.port, manager)]}}))
        process = processes.start("envoy", [places.ENVOY, "-c", path, "--concurrency", "1", "--disable-hot-restart",
                                            "--log-level", "warning"], folder / "envoy.log", tied=True)
        cls.addClassCleanup(process.end)
        processes.wait_until_ready(process, lambda: is_answered(admin, "/ready"), READY_SECONDS_MAX)

    def refused(self, method, path, source="127.0.0.1"):
        """How many of many requests from one address are answered 429."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(source, 0))
        statuses = []
        for _ in range(MANY):
            connection.request(method, path)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
            if answer.status == 429:
                self.assertEqual(answer.getheader("Retry-After"), "1")
        connection.close()
        self.assertEqual(set(statuses) - {200, 429}, set())
        return statuses.count(429)

    def test_one_address_signs_in_only_so_often(self):
        self.assertGreater(self.refused("POST", "/auth/login", "127.0.0.2"), 0)
        self.assertGreater(self.refused("POST", "/auth/guest?from=here", "127.0.0.2"), 0)
        self.assertGreater(self.refused("POST", "/auth/guest/link", "127.0.0.2"), 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=("127.0.0.3", 0))
        connection.request("POST", "/auth/login")
        self.assertEqual(connection.getresponse().status, 200, "somebody else's address is not slowed down")
        connection.close()

    def test_everything_else_goes_on(self):
        for method, path in (("POST", "/auth/logout"), ("GET", "/auth/login"), ("POST", "/reservations")):
            self.assertEqual(self.refused(method, path), 0, path)


if __name__ == "__main__":
    unittest.main()
