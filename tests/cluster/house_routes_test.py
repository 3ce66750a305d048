"""Goal: the door of the real house leads every published path to its owner and repeats only what is harmless."""
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import tree
from cluster import envoy, envoy_process, places, ports
from cluster.front_door import Treatment, front_door

OWNERS = {"/items": "musical", "/seats": "musical", "/performances": "musical", "/venues": "musical",
          "/refund-tables": "musical", "/reservations": "reservation", "/tickets": "reservation",
          "/payments": "payment", "/notifications": "notification", "/myPages": "mypage", "/sales": "sales",
          "/auth": "identity", "/me": "identity", "/accounts": "identity", "/.well-known": "identity",
          "/clock": "gateway", "/": "gateway"}


def published_paths():
    """The paths of the HTTP contract, without a YAML reader: they stand alone on their lines. Those of the management
    port say so, and are nobody's behind the front door."""
    text = (tree.ROOT / "contracts" / "http" / "openapi.yaml").read_text()
    parts = re.split(r"^  (/[^ :]*):$", text, flags=re.MULTILINE)[1:]
    return {path for path, said in zip(parts[::2], parts[1::2]) if "The management port." not in said}


@unittest.skipUnless(places.PROGRAM.exists(), "build/release/bin/boxoffice is not built")
class House(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.told = json.loads(subprocess.run([places.PROGRAM, "routes"], capture_output=True, text=True,
                                             check=True).stdout)
        cls.door = front_door(cls.told)

    def routes(self):
        for context in self.told["contexts"]:
            for route in context["routes"]:
                yield context["name"], route, re.sub(r"\{[^}]*\}", "7", route["path"])

    def test_every_published_path_leads_to_its_owner(self):
        paths = published_paths()
        self.assertGreater(len(paths), 60)
        for path in paths:
            with self.subTest(path):
                segment = "/" + path.split("/")[1]
                self.assertEqual(self.door.rule_for("GET", path.replace("{", "").replace("}", "")).context,
                                 OWNERS[segment])

    def test_every_route_is_treated_as_its_module_says(self):
        for context, route, path in self.routes():
            with self.subTest(method=route["method"], path=path):
                rule = self.door.rule_for(route["method"], path, has_key=True)
                wanted = {"safe": Treatment.SAFE, "keyed": Treatment.KEYED, "no": Treatment.ONCE}[route["repeat"]]
                self.assertEqual(rule.context, context)
                self.assertEqual(rule.treatment, Treatment.STREAM if route["isStream"] else wanted)
                self.assertIn(self.door.rule_for(route["method"], path).treatment, (
                    Treatment.STREAM, Treatment.SAFE, Treatment.ONCE), "without a key nothing is keyed")
                if route["method"] not in ("GET", "HEAD"):
                    self.assertEqual(rule.body_bytes_max, route["bodyBytesMax"])

    def test_there_are_streams_and_keys(self):
        found = {rule.treatment for rule in self.door.rules}
        self.assertEqual(found, set(Treatment))

    def test_envoy_takes_it(self):
        with tempfile.TemporaryDirectory() as folder:
            port, admin_port, inner = ports.free_ports(3)
            door = envoy.Door(port, admin_port, Path(folder), inner_ports={"identity": inner})
            envoy.write_configuration(self.door, door)
            envoy_process.validate(door)


if __name__ == "__main__":
    unittest.main()
