"""Goal: kubeconform, istioctl and Istio's own routes in Envoy find what is planted for them.

They are large, so they are installed by ./dev deploy-check and not by ./dev test, which leaves this out without them.
"""
import unittest

import planted_mesh
import tree  # noqa: F401, puts tools/ on the path
from deploy import manifest_checks, mesh_checks, schema_checks, schema_store, tools
from deploy.problems import DeployProblem
from deploy.yaml_text import to_text

IS_MESH_THERE = tools.MESH.is_installed()
ARE_SCHEMAS_THERE = tools.GO_PROGRAMS.is_installed() and schema_store.COMPONENT.is_installed()


def prod():
    return manifest_checks.overlay("prod")


@unittest.skipUnless(ARE_SCHEMAS_THERE, "./dev deploy-check installs kubeconform")
class Schemas(unittest.TestCase):
    # Kind, what is spoilt, words of the finding.
    PLANTED = [
        ("Deployment", lambda spec: spec["template"]["spec"]["containers"][0].update(readynessProbe={}), "readyness"),
        ("HorizontalPodAutoscaler", lambda spec: spec.update(maxReplicas="three"), "maxReplicas"),
        ("NetworkPolicy", lambda spec: spec.update(podselector={}), "podselector"),
        ("VirtualService", lambda spec: spec["http"][0].update(retry={}), "retry"),
        ("DestinationRule", lambda spec: spec["trafficPolicy"]["outlierDetection"].update(interval=1), "interval"),
        ("PeerAuthentication", lambda spec: spec.update(mtls={"mode": "STRIKT"}), "mode"),
    ]

    def test_what_is_planted_is_found(self):
        for kind, spoil, words in self.PLANTED:
            with self.subTest(kind):
                one = prod().of(kind)[0]
                spoil(one["spec"])
                self.assertIn(words, "\n".join(schema_checks.findings_in({"it": to_text([one])}, "1.35.0")))

    def test_a_kind_that_nobody_knows_is_found(self):
        one = {"apiVersion": "boxoffice.invalid/v1", "kind": "Wish", "metadata": {"name": "x"}}
        self.assertIn("Wish", "\n".join(schema_checks.findings_in({"it": to_text([one])}, "1.35.0")))

    def test_what_is_newer_than_the_oldest_is_found(self):
        one = prod().of("Deployment")[0]
        one["spec"]["template"]["spec"]["hostnameOverride"] = "x"
        self.assertEqual(schema_checks.findings_in({"it": to_text([one])}, "1.35.0"), [])
        self.assertIn("hostnameOverride", "\n".join(schema_checks.findings_in({"it": to_text([one])}, "1.30.0")))


@unittest.skipUnless(IS_MESH_THERE, "./dev deploy-check builds istioctl")
class Mesh(unittest.TestCase):
    def test_istioctl_finds_what_no_schema_does(self):
        overlay = prod()
        planted_mesh.front(overlay)["http"][0]["retries"] = {"attempts": -1}
        self.assertIn("attempts cannot be negative", "\n".join(mesh_checks.invalid(mesh_checks.mesh_of(overlay))))

    def test_istioctl_finds_a_gateway_without_its_namespace(self):
        overlay = prod()
        planted_mesh.front(overlay).update(gateways=["boxoffice-gateway"])
        self.assertIn("IST0101", "\n".join(mesh_checks.analyzed(mesh_checks.mesh_of(overlay))))

    def test_istio_has_no_route_at_all_then(self):
        overlay = prod()
        planted_mesh.front(overlay).update(gateways=["boxoffice-gateway"])
        with self.assertRaisesRegex(DeployProblem, "made 0 hosts"):
            mesh_checks.routes_of(overlay)

    def test_a_request_that_goes_astray_is_found(self):
        overlay = prod()
        next(match for each in planted_mesh.front(overlay)["http"] for match in each["match"]
             if match["uri"] == {"prefix": "/items/"})["uri"].update(prefix="/items")
        planted_mesh.route(overlay, "payment /payments once any").pop("retries")
        found = "\n".join(mesh_checks.astray(overlay, mesh_checks.routes_of(overlay)))
        self.assertIn("GET /itemsx goes to outbound|8080||boxoffice-musical", found)
        self.assertIn("POST /payments/7 is asked 2 times again", found)
        self.assertNotIn("/sales", found)


if __name__ == "__main__":
    unittest.main()
