"""Goal: a real API server refuses what is planted for it, so that its yes means something.

It is built by ./dev deploy-check --api-server; ./dev test leaves this out without it.
"""
import unittest

import tree  # noqa: F401, puts tools/ on the path
from deploy import api_server, api_server_checks, manifest_checks, names, tools

IS_THERE = tools.API_SERVER.is_installed() and tools.ETCD.is_installed()


@unittest.skipUnless(IS_THERE, "./dev deploy-check --api-server builds it")
class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(api_server.running())
        cls.assertEqual(cls(), api_server_checks.prepare(cls.server), [])
        cls.overlay = manifest_checks.overlay("prod")
        cls.assertEqual(cls(), cls.server.apply(api_server_checks.in_order(cls.overlay.objects)), [])

    def runTest(self):  # noqa: N802, so that setUpClass may assert
        self.skipTest("none by itself")

    def deployment(self):
        return manifest_checks.overlay("prod").named("Deployment", "boxoffice-sales")

    def refused(self, one):
        return "\n".join(self.server.apply([one]))

    def test_a_selector_that_does_not_fit_its_pods(self):
        one = self.deployment()
        one["metadata"]["name"] = "another"
        one["spec"]["template"]["metadata"]["labels"]["app"] = "another"
        self.assertIn("does not match template `labels`", self.refused(one))

    def test_a_selector_that_is_changed(self):
        one = self.deployment()
        for labels in (one["spec"]["selector"]["matchLabels"], one["spec"]["template"]["metadata"]["labels"]):
            labels["track"] = "other"
        self.assertIn("field is immutable", self.refused(one))

    def test_a_field_that_istio_does_not_know(self):
        one = self.overlay.named("VirtualService", "boxoffice")
        one = one | {"spec": one["spec"] | {"gateway": []}}
        self.assertIn("gateway", self.refused(one))

    def test_a_pod_that_asks_for_more_than_restricted(self):
        pod = api_server_checks.pods(manifest_checks.overlay("prod"))[0]
        pod["spec"]["containers"][0]["securityContext"].pop("capabilities")
        told = self.server.kubectl("create", "--dry-run=server", "--filename=-", objects=[pod])
        self.assertIn("violates PodSecurity", told.stderr)

    def test_a_change_is_seen_as_one(self):
        before = api_server_checks.generations(self.server)
        one = self.deployment()
        one["spec"]["replicas"] = 5
        self.assertEqual(self.server.apply([one]), [])
        after = api_server_checks.generations(self.server)
        self.assertEqual({name for name in before if before[name] != after[name]},
                         {f"Deployment/{names.workload('sales')}"})


if __name__ == "__main__":
    unittest.main()
