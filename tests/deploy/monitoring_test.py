"""Goal: what watches the house is read by the tools that will read it, and asks for nothing that is not there."""
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import tree
import yaml
from cluster import places as cluster_places
from deploy.monitoring import check, dashboards, metrics, rule_files
from deploy.monitoring.expressions import metrics_of


class Checks(unittest.TestCase):
    def test_find_nothing(self):
        for each in check.CHECKS:
            with self.subTest(check=each.name):
                self.assertEqual(each.run(), [])

    def test_a_file_that_was_changed_by_hand_is_found(self):
        wanted = check.documents()
        path = next(iter(wanted))
        self.assertIn(path.name, " ".join(check.differing(wanted | {path: wanted[path] + "# by hand"})))
        self.assertIn(f"{path.name} comes from nowhere", " ".join(check.differing(
            {other: text for other, text in wanted.items() if other != path})))

    def test_a_rule_that_prometheus_does_not_understand_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "wrong.yaml"
            path.write_text("groups: [{name: a, rules: [{alert: B, expr: 'sum(up'}]}]")
            self.assertIn("parse error", check.run(cluster_places.PROMTOOL, "check", "rules", path))

    def test_a_configuration_that_is_wrong_is_found(self):
        right = check.PROMETHEUS.read_text()
        for wrong in (right.replace("scrape_interval", "scrape_intervall"), right.replace("role: pod", "role: pot"),
                      right.replace("action: keep", "action: keeep")):
            self.assertNotEqual(wrong, right)
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as copy:
                copy.write(wrong)
                copy.flush()
                self.assertTrue(check.prometheus_is_taken(Path(copy.name)))

    def test_an_alert_that_goes_elsewhere_is_found(self):
        said = check.run(cluster_places.AMTOOL, "config", "routes", "test", f"--config.file={check.ALERTMANAGER}",
                         "--verify.receivers=tickets", "severity=page")
        self.assertIn("on-call", said)


class Metrics(unittest.TestCase):
    def test_names_are_read_out_of_an_expression(self):
        self.assertEqual(metrics_of(
            'sum by (context) (rate(a_total{b="c_total",d=~"e"}[$__rate_interval])) / on (f) group_left (g) h\n'
            '> bool 14.4 * 0.5 and histogram_quantile(0.9, i_bucket offset 1h) unless j:k:rate5m or vector(0)'),
            {"a_total", "h", "i_bucket", "j:k:rate5m"})

    def test_a_metric_that_nobody_has_is_found(self):
        known = metrics.of_the_program() | metrics.recorded()
        self.assertEqual(metrics.unknown({"a panel": {"boxoffice_commands_total", "boxoffice_comands_total"}}, known),
                         ["a panel reads boxoffice_comands_total, which nobody has"])

    def test_histograms_are_known_by_their_parts(self):
        self.assertEqual(metrics.unknown({"a": {"http_request_duration_seconds_bucket"}}, metrics.of_the_program()), [])


class Dashboards(unittest.TestCase):
    def test_panels_lie_beside_each_other(self):
        for path in dashboards.FOLDER.iterdir():
            told = json.loads(path.read_text())
            taken = set()
            for panel in told["panels"]:
                place = panel["gridPos"]
                cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                         for y in range(place["y"], place["y"] + place["h"])}
                self.assertLessEqual(place["x"] + place["w"], dashboards.COLUMNS)
                self.assertFalse(cells & taken, f"{told['title']}: {panel['title']} lies on another")
                taken |= cells
            self.assertEqual(len({panel["id"] for panel in told["panels"]}), len(told["panels"]))

    def test_prometheus_understands_each_question(self):
        """promtool reads rules, so each question becomes one, with the windows that Grafana would fill in."""
        filled = {"$__rate_interval": "1m", "$component": ".*"}
        rules = [{"record": "a", "expr": re.sub(r"\$\w+", lambda found: filled[found[0]], question.expression)}
                 for dashboard in dashboards.ALL for panel in dashboard.panels for question in panel.questions]
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(yaml.safe_dump({"groups": [{"name": "questions", "rules": rules}]}))
            file.flush()
            self.assertEqual(check.run(cluster_places.PROMTOOL, "check", "rules", "--lint=none", file.name), "")

    def test_legends_name_labels_that_the_answer_has(self):
        for dashboard in dashboards.ALL:
            for panel in dashboard.panels:
                for question in panel.questions:
                    named = set(re.findall(r"\{\{(\w+)\}\}", question.legend))
                    grouped = re.search(r"by \(([^)]*)\)", question.expression)
                    if grouped:
                        self.assertLessEqual(named, {label.strip() for label in grouped[1].split(",")},
                                             f"{dashboard.title}: {panel.title}")


class Discovery(unittest.TestCase):
    """The rules by which pods become targets, seen with pods as Kubernetes would describe them."""

    def targets(self, job, *described):
        """What becomes of pods: each an address with the labels that Kubernetes gives it."""
        chosen = dict(job)
        chosen.pop(check.DISCOVERY, None)
        chosen["static_configs"] = [{"targets": [address], "labels": labels} for address, labels in described]
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(yaml.safe_dump({"scrape_configs": [chosen]}))
            file.flush()
            done = subprocess.run([
                str(cluster_places.PROMTOOL), "check", "service-discovery", "--timeout=1s", file.name,
                chosen["job_name"]], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [each["labels"] for each in json.loads(done.stdout) if each["labels"]]

    @staticmethod
    def by_annotations():
        configuration = yaml.safe_load(check.PROMETHEUS.read_text())
        return next(each for each in configuration["scrape_configs"] if each["job_name"] == "boxoffice")

    @staticmethod
    def by_operator():
        """The job that Prometheus' operator makes of the PodMonitor's own rules."""
        monitor = yaml.safe_load((check.FOLDER / "operator" / "podmonitor.yaml").read_text())
        rules = monitor["spec"]["podMetricsEndpoints"][0]["relabelings"]
        return {"job_name": "boxoffice", "relabel_configs": [
            {re.sub("[A-Z]", lambda found: "_" + found[0].lower(), name): value for name, value in rule.items()}
            for rule in rules]}

    @staticmethod
    def pod(part_of="boxoffice", scrape="true", port="8081", path="/metrics"):
        return {"__meta_kubernetes_pod_label_app_kubernetes_io_part_of": part_of,
                "__meta_kubernetes_pod_label_app_kubernetes_io_component": "payment",
                "__meta_kubernetes_pod_label_version": "1.2.3", "__meta_kubernetes_pod_name": "boxoffice-payment-1",
                "__meta_kubernetes_pod_annotation_prometheus_io_scrape": scrape,
                "__meta_kubernetes_pod_annotation_prometheus_io_port": port,
                "__meta_kubernetes_pod_annotation_prometheus_io_path": path}

    def test_a_pod_is_read_at_its_management_port_as_its_context(self):
        for job in (self.by_annotations(), self.by_operator()):
            found = self.targets(job, ("10.0.0.1:8081", self.pod()))
            self.assertEqual(len(found), 1)
            self.assertEqual({name: found[0][name] for name in ("__address__", "component", "instance", "job")},
                             {"__address__": "10.0.0.1:8081", "component": "payment",
                              "instance": "boxoffice-payment-1", "job": "boxoffice"})

    def test_in_the_mesh_it_is_read_at_the_agent(self):
        """The sidecar's injector rewrites the annotations of the pod."""
        for job in (self.by_annotations(), self.by_operator()):
            found = self.targets(job, ("10.0.0.1:8081", self.pod(port="15020", path="/stats/prometheus")))
            self.assertEqual([(each["__address__"], each["__metrics_path__"]) for each in found],
                             [("10.0.0.1:15020", "/stats/prometheus")])

    def test_all_ports_of_a_pod_are_one_target(self):
        found = self.targets(self.by_annotations(), ("10.0.0.1:8080", self.pod()), ("10.0.0.1:8082", self.pod()))
        self.assertEqual({each["__address__"] for each in found}, {"10.0.0.1:8081"})
        self.assertEqual(found[0]["version"], "1.2.3")

    def test_strangers_are_left_alone(self):
        self.assertEqual(self.targets(self.by_annotations(), ("10.0.0.1:8080", self.pod(part_of="something")),
                                      ("10.0.0.2:8080", self.pod(scrape="false"))), [])


class ForTheOperator(unittest.TestCase):
    def test_it_has_the_same_rules(self):
        told = yaml.safe_load(rule_files.OPERATOR_RULES.read_text())
        written = [group for name in rule_files.FILES
                   for group in yaml.safe_load((rule_files.RULES / name).read_text())["groups"]]
        self.assertEqual(told["spec"]["groups"], written)

    def test_it_reads_the_port_that_the_manifests_name(self):
        monitor = yaml.safe_load((check.FOLDER / "operator" / "podmonitor.yaml").read_text())
        port = monitor["spec"]["podMetricsEndpoints"][0]["port"]
        for path in (tree.ROOT / "deploy" / "kubernetes" / "base" / "contexts").glob("*.yaml"):
            named = [container_port["name"] for document in yaml.safe_load_all(path.read_text())
                     if document and document["kind"] == "Deployment"
                     for container in document["spec"]["template"]["spec"]["containers"]
                     for container_port in container["ports"]]
            self.assertIn(port, named, path.name)


if __name__ == "__main__":
    unittest.main()
