"""Goal: a front door with the rules of components/token-check takes the house's own tokens, and no others.

The rules are read from the manifest; Envoy's filter is the one that Istio makes of them.
"""
import http.client
import json
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from cluster import envoy, places, ports, processes
from cluster.http_questions import ask_json, is_answered
from cluster.waiting import wait_until
from deploy import house, mesh_checks
from deploy.yaml_text import read

READY_SECONDS_MAX = 60
RULE = read(mesh_checks.TOKEN_CHECK.read_text())[0]["spec"]["jwtRules"][0]


def filter_of(rule, keys):
    """Envoy's filter for one rule; a request without a token passes, as with Istio."""
    provider = {"issuer": rule["issuer"], "audiences": rule["audiences"], "forward": rule["forwardOriginalToken"],
                "local_jwks": {"inline_string": json.dumps(keys)}}
    return {"name": "envoy.filters.http.jwt_authn", "typed_config": {
        "@type": envoy.EXTENSIONS + "filters.http.jwt_authn.v3.JwtAuthentication", "providers": {"house": provider},
        "rules": [{"match": {"prefix": "/"}, "requires": {"requires_any": {"requirements": [
            {"provider_name": "house"}, {"allow_missing": {}}]}}}]}}


@unittest.skipUnless(places.ENVOY.exists(), "./dev cluster installs Envoy")
class TokenCheck(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.public, management, cls.door, admin = ports.free_ports(4)
        cls.house = subprocess.Popen([str(word) for word in (
            places.PROGRAM, "serve", "--data", cls.folder / "data", "--port", cls.public, "--management-port",
            management)], stdout=subprocess.DEVNULL)
        cls.addClassCleanup(cls.house.wait)
        cls.addClassCleanup(cls.house.send_signal, signal.SIGTERM)
        if not wait_until(lambda: is_answered(management, house.told().readiness), READY_SECONDS_MAX):
            raise AssertionError("the house did not start")
        # The same path that the manifest names, at the same service's public port.
        path = "/" + RULE["jwksUri"].split("/", 3)[3]
        cls.start_envoy(admin, ask_json(cls.public, path))
        status, answer = cls.ask(cls.public, "POST", "/auth/guest", {"Idempotency-Key": "one"},
                                 {"email": "guest@example.org", "name": "Guest"})
        assert status in (200, 201), answer
        cls.token = answer["accessToken"]

    @classmethod
    def start_envoy(cls, admin, keys):
        manager = {"@type": envoy.EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
                   "stat_prefix": "door", "route_config": {"virtual_hosts": [{
                       "name": "all", "domains": ["*"],
                       "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "house"}}]}]},
                   "http_filters": [filter_of(RULE, keys), {"name": "envoy.filters.http.router", "typed_config": {
                       "@type": envoy.EXTENSIONS + "filters.http.router.v3.Router"}}]}
        hosts = [{"endpoint": {"address": envoy.address("127.0.0.1", cls.public)}}]
        configuration = {
            "admin": {"address": envoy.address("127.0.0.1", admin)},
            "static_resources": {"listeners": [envoy.listener("door", "127.0.0.1", cls.door, manager)], "clusters": [{
                "name": "house", "type": "STATIC", "load_assignment": {
                    "cluster_name": "house", "endpoints": [{"lb_endpoints": hosts}]}}]}}
        path = cls.folder / "envoy.json"
        path.write_text(json.dumps(configuration))
        process = processes.start("envoy", [places.ENVOY, "-c", path, "--concurrency", "1", "--disable-hot-restart",
                                            "--log-level", "warning"], cls.folder / "envoy.log", tied=True)
        cls.addClassCleanup(process.end)
        processes.wait_until_ready(process, lambda: is_answered(admin, "/ready"), READY_SECONDS_MAX)

    @staticmethod
    def ask(port, method, path, headers, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body and json.dumps(body), headers | {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
            is_json = "json" in (answer.getheader("Content-Type") or "")
            return answer.status, json.loads(text) if is_json else text
        finally:
            connection.close()

    def me(self, token):
        return self.ask(self.door, "GET", "/me", {"Authorization": f"Bearer {token}"} if token else {})

    def test_a_token_of_the_house_passes_and_is_read_again_there(self):
        status, answer = self.me(self.token)
        self.assertEqual((status, answer.get("role")), (200, "guest"))

    def test_a_flipped_bit_is_refused_at_the_door(self):
        head, body, signature = self.token.split(".")
        flipped = ("A" if signature[10] != "A" else "B").join((signature[:10], signature[11:]))
        status, answer = self.me(f"{head}.{body}.{flipped}")
        self.assertEqual(status, 401)
        self.assertIn("Jwt", answer, "the house would have said it as a problem document")

    def test_without_a_token_the_house_decides(self):
        self.assertEqual(self.ask(self.door, "GET", "/items", {})[0], 200)
        status, answer = self.me("")
        self.assertEqual((status, answer["status"]), (401, 401))


if __name__ == "__main__":
    unittest.main()
