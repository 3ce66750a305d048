"""Goal: past a side car comes who shows a certificate of ours and is named by the policies, and nobody else."""
import http.client
import http.server
import ssl
import tempfile
import threading
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from cluster import places, ports, processes, sidecar
from cluster.certificates import Authority
from cluster.http_questions import is_answered
from cluster.sidecar import Inbound, Outbound, SideCar

READY_SECONDS_MAX = 60
POD_PORT = 8082


def principal(name):
    return f"cluster.local/ns/test/sa/{name}"


def policy(*callers, port=POD_PORT):
    """As the manifests have them."""
    return {"metadata": {"name": "policy"}, "spec": {"action": "ALLOW", "rules": [{
        "from": [{"source": {"principals": [principal(caller) for caller in callers]}}],
        "to": [{"operation": {"ports": [str(port)]}}]}]}}


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # noqa: N802, the name is http.server's
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


class Policies(unittest.TestCase):
    def test_a_policy_holds_for_its_port(self):
        self.assertEqual(sidecar.principals_for([policy("a", "b")], POD_PORT), [principal("a"), principal("b")])
        self.assertEqual(sidecar.principals_for([policy("a", port=8080)], POD_PORT), [])

    def test_a_rule_without_a_port_holds_for_each(self):
        one = policy("a")
        one["spec"]["rules"][0].pop("to")
        self.assertEqual(sidecar.principals_for([one], POD_PORT), [principal("a")])

    def test_what_is_not_understood_is_said(self):
        one = policy("a")
        one["spec"]["action"] = "DENY"
        with self.assertRaises(ValueError):
            sidecar.principals_for([one], POD_PORT)


@unittest.skipUnless(places.ENVOY.exists(), "./dev cluster installs Envoy")
class Doors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = Authority(cls.folder / "ours").make()
        backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=backend.serve_forever, daemon=True).start()
        cls.addClassCleanup(backend.server_close)
        cls.addClassCleanup(backend.shutdown)
        cls.inside = ports.free_ports(1)[0]
        inbound = Inbound(cls.inside, POD_PORT, backend.server_address[1])
        cls.start("asked", policies=(policy("friend"),), inbound=(inbound,))
        cls.ways = {name: cls.asker(name, "asked") for name in ("friend", "stranger")}
        cls.misled = cls.asker("friend", "somebody-else", "misled")

    @classmethod
    def start(cls, name, **more):
        car = SideCar(name, ports.free_ports(1)[0], cls.folder, cls.authority.identity(principal(name)), cls.authority,
                      **more)
        process = sidecar.start(car)
        cls.addClassCleanup(process.end)
        processes.wait_until_ready(process, lambda: is_answered(car.admin_port, "/ready"), READY_SECONDS_MAX)
        return car

    @classmethod
    def asker(cls, name, wants, process=None):
        """The port where the process of `name` asks whoever shows that he is `wants`."""
        port = ports.free_ports(1)[0]
        car = SideCar(process or name, ports.free_ports(1)[0], cls.folder, cls.authority.identity(principal(name)),
                      cls.authority, outbound=(Outbound("asked", port, cls.inside, principal(wants)),))
        started = sidecar.start(car)
        cls.addClassCleanup(started.end)
        processes.wait_until_ready(started, lambda: is_answered(car.admin_port, "/ready"), READY_SECONDS_MAX)
        return port

    def status(self, connection):
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        finally:
            connection.close()

    def through(self, port):
        return self.status(http.client.HTTPConnection("127.0.0.1", port, timeout=30))

    def directly(self, identity):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(self.authority.certificate)
        if identity:
            context.load_cert_chain(identity.certificate, identity.key)
        return self.status(http.client.HTTPSConnection("127.0.0.1", self.inside, timeout=30, context=context))

    def test_who_is_named_comes_in(self):
        self.assertEqual(self.through(self.ways["friend"]), 200)

    def test_who_is_not_named_is_refused(self):
        self.assertEqual(self.through(self.ways["stranger"]), 403)

    def test_without_a_certificate_nobody_is_heard(self):
        with self.assertRaises((OSError, http.client.HTTPException)):
            self.directly(None)
        self.assertEqual(self.directly(self.authority.identity(principal("friend"))), 200, "a refusal means something")

    def test_a_strangers_authority_signs_for_nobody(self):
        foreign = Authority(self.folder / "foreign").make().identity(principal("friend"))
        with self.assertRaises((OSError, http.client.HTTPException)):
            self.directly(foreign)

    def test_in_the_clear_nobody_is_heard(self):
        with self.assertRaises((OSError, http.client.HTTPException)):
            self.through(self.inside)

    def test_who_asks_wants_to_see_whom_he_asks(self):
        self.assertEqual(self.through(self.misled), 503)


if __name__ == "__main__":
    unittest.main()
