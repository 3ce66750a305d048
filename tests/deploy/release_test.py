"""Goal: a release names its digest everywhere, its bill of materials fits the schema, a scan says who was not asked."""
import contextlib
import io
import json
import os
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from deploy import places, sbom, scan
from deploy.image import Image
from deploy.kubernetes_target import KubernetesTarget, images_of
from deploy.problems import DeployProblem
from deploy.registry import Release
from deploy.release import setting
from deploy.render import objects_of

DIGEST = "sha256:" + "ab" * 32
STATUS = "Package: libc6\nStatus: install ok installed\nMaintainer: Somebody <a@b.invalid>\nArchitecture: amd64\n" \
         "Version: 2.36-9+deb12u10\nDescription: the C library\n more of it\n"


class Overlay(unittest.TestCase):
    def test_every_pod_runs_the_release_by_its_digest(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(dir=places.BUILD)))
        release = Release("registry.example.org/team/boxoffice", "1.2.3", DIGEST)
        target = KubernetesTarget("prod")
        objects = objects_of(target.write_overlay(release, folder))
        self.assertEqual(images_of(objects), {"registry.example.org/team/boxoffice"})
        pods = [each["spec"]["template"] for each in objects if each["kind"] == "Deployment"]
        self.assertEqual(len(pods), len(target.deployments()))
        for pod in pods:
            self.assertEqual(pod["metadata"]["labels"]["version"], "1.2.3")
            self.assertTrue(pod["spec"]["containers"][0]["image"].endswith("@" + DIGEST))

    def test_an_overlay_that_is_not_there_is_refused(self):
        with self.assertRaisesRegex(DeployProblem, "no overlay 'moon'"):
            KubernetesTarget("moon")

    def test_a_setting_that_is_missing_is_named(self):
        self.enterContext(unittest.mock.patch.dict(os.environ, clear=True))
        with self.assertRaisesRegex(DeployProblem, "BOXOFFICE_X is not"):
            setting("BOXOFFICE_X", "something")


class Bill(unittest.TestCase):
    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.root / "usr/bin").mkdir(parents=True)
        (self.root / "usr/bin/boxoffice").write_bytes(b"a program")
        (self.root / "var/lib/dpkg/status.d").mkdir(parents=True)
        (self.root / "var/lib/dpkg/status.d/libc6").write_text(STATUS)
        self.bill = sbom.bill(Image("boxoffice", "1.2.3", DIGEST, "abc", "2026-01-02T03:04:05Z", 1), self.root)

    def test_it_fits_the_schema_and_is_the_same_again(self):
        self.assertEqual(sbom.findings_in(self.bill), [])
        again = sbom.bill(Image("boxoffice", "1.2.3", DIGEST, "abc", "2026-01-02T03:04:05Z", 1), self.root)
        self.assertEqual(json.dumps(again), json.dumps(self.bill))

    def test_what_runs_in_the_pages_is_there_and_what_only_builds_them_is_not(self):
        names = {each["name"] for each in self.bill["components"]}
        self.assertLessEqual({"vue", "vuetify", "libc6", "boxoffice", "libboost1.81-dev"}, names)
        self.assertFalse({"vitest", "typescript", "libgtest-dev"} & names)

    def test_what_the_schema_forbids_is_found(self):
        del self.bill["components"][0]["type"]
        self.bill["components"][1]["hashes"] = [{"alg": "SHA-257", "content": "x"}]
        self.bill["dependencies"][0]["dependsOn"].append("nobody")
        told = "\n".join(sbom.findings_in(self.bill))
        for part in ("'type' is a required property", "SHA-257", "nothing is called nobody"):
            self.assertIn(part, told)


class Scan(unittest.TestCase):
    def scanned(self, **sources):
        out = io.StringIO()
        with unittest.mock.patch.dict(scan.SOURCES, sources, clear=True), contextlib.redirect_stdout(out):
            return scan.scan(list(sources)), out.getvalue()

    def test_the_newest_of_several_versions_is_taken(self):
        table = " libssl3 | 3.0.9-1 | http://a b Packages\n libssl3 | 3.0.22-1~deb12u2 | http://a b Packages\nnoise\n"
        self.assertEqual(scan.newest_of(table), {"libssl3": "3.0.22-1~deb12u2"})

    def test_findings_fail_and_nothing_found_passes(self):
        self.assertEqual(self.scanned(debian=lambda: [])[0], 0)
        code, told = self.scanned(debian=lambda: ["libssl3 is old"], npm=lambda: [])
        self.assertEqual(code, 1)
        self.assertIn("libssl3 is old", told)

    def test_who_could_not_be_asked_fails_it_whatever_the_others_say(self):
        def nobody():
            raise scan.Unreached("no way")
        code, told = self.scanned(npm=nobody, debian=lambda: [])
        self.assertEqual(code, scan.UNREACHED)
        self.assertIn("could not be asked. no way", told)
        self.assertEqual(self.scanned(debian=lambda: ["x"], npm=nobody)[0], scan.UNREACHED)


if __name__ == "__main__":
    unittest.main()
