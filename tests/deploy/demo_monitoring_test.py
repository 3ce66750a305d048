"""Goal: the demo of monitoring changes nothing of the rules but their durations, and awaits alerts that there are."""
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401  (puts tools/ on the path)
import yaml
from cluster import places
from cluster.demos import scaled_rules, troubles
from cluster.demos.alert_box import Webhook
from cluster.demos.own_cluster import ask
from deploy.monitoring import check, rule_files


class Scaled(unittest.TestCase):
    def test_a_minute_is_a_second(self):
        self.assertEqual(scaled_rules.scaled("10m", 60, 1), "10s")
        self.assertEqual(scaled_rules.scaled("30s", 60, 1), "1s")
        self.assertEqual(scaled_rules.scaled_expression("sum(rate(a_5m_total[5m] offset 1h)) > 0.5", 60),
                         "sum(rate(a_5m_total[5s] offset 60s)) > 0.5")
        self.assertEqual(scaled_rules.scaled_expression("rate(a[1m])", 60), "rate(a[4s])")

    def test_names_of_recordings_stay(self):
        self.assertEqual(scaled_rules.scaled_expression("boxoffice:objective_errors:ratio_rate5m > 1", 60),
                         "boxoffice:objective_errors:ratio_rate5m > 1")

    def test_prometheus_takes_them_and_there_are_as_many(self):
        with tempfile.TemporaryDirectory() as folder:
            scaled_rules.write(places.RULES, Path(folder), 60)
            self.assertEqual(check.run(places.PROMTOOL, "check", "rules", *Path(folder).glob("*.yaml")), "")
            told = [yaml.safe_load((Path(folder) / name).read_text()) for name in rule_files.FILES]
        names = [rule.get("alert", rule.get("record")) for each in told for group in each["groups"]
                 for rule in group["rules"]]
        self.assertEqual(names, [rule.name for rule in rule_files.all_rules()])

    def test_a_number_that_is_not_there_any_more_is_found(self):
        with self.assertRaises(ValueError):
            scaled_rules.scaled_rule({"alert": "BoxofficeConsumerLags", "expr": "a > 61"}, 60)

    def test_alertmanager_takes_its_hurry(self):
        told = scaled_rules.fast_alertmanager(check.ALERTMANAGER, 1234)
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(yaml.safe_dump(told))
            file.flush()
            self.assertEqual(check.run(places.AMTOOL, "check-config", file.name), "")
        self.assertIn("http://127.0.0.1:1234/on-call", str(told))
        self.assertEqual(told["inhibit_rules"], yaml.safe_load(check.ALERTMANAGER.read_text())["inhibit_rules"])


class Troubles(unittest.TestCase):
    def test_every_alert_is_awaited_or_named_as_only_played(self):
        known = {alert.name for alert in rule_files.alerts()}
        awaited = {each.alert for trouble in troubles.TROUBLES for each in trouble.expected}
        self.assertLessEqual(awaited, known)
        self.assertEqual(troubles.only_played(), known - awaited)
        self.assertGreater(len(awaited), len(troubles.only_played()))


class TheWebhook(unittest.TestCase):
    def test_remembers_what_came(self):
        webhook = Webhook()
        self.addCleanup(webhook.close)
        told = {"alerts": [{"status": "firing", "labels": {"alertname": "A", "component": "payment"}},
                           {"status": "resolved", "labels": {"alertname": "B"}}]}
        self.assertEqual(ask(webhook.port, "POST", "/on-call", told)[0], 200)
        arrival = webhook.first_after("A", 0, {"component": "payment"})
        self.assertEqual((arrival.receiver, arrival.is_firing), ("on-call", True))
        self.assertIsNone(webhook.first_after("A", 0, {"component": "musical"}))
        self.assertIsNone(webhook.first_after("B", 0, {}))
        self.assertIsNone(webhook.first_after("A", arrival.at + 1, {}))


if __name__ == "__main__":
    unittest.main()
