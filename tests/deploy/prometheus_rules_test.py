"""Goal: every alert fires when its trouble is there and keeps quiet when it is not, as promtool judges."""
import subprocess
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import alert_cases
import tree
import yaml
from cluster import places as cluster_places
from deploy.monitoring import rule_files
from deploy.monitoring.rule import Severity

PROMTOOL = cluster_places.PROMTOOL
OBJECTIVES_FILE = ("objectives.yaml",)
CAUSES_FILES = ("recordings.yaml", "causes.yaml")


def promtool(*words):
    done = subprocess.run([str(PROMTOOL), *map(str, words)], capture_output=True, text=True, check=False, timeout=600)
    return done.returncode, done.stdout + done.stderr


def sample_of(case, alert, state):
    labels = {"alertname": case.alert, "alertstate": state, "severity": alert.severity.value, **case.labels, **case.own}
    return "ALERTS{" + ",".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "}"


def unit(case, alert, series, fires):
    """One test of promtool: what Prometheus says of this alert at that time."""
    chosen = "".join(f',{name}="{value}"' for name, value in case.own.items())
    expected = [{"labels": sample_of(case, alert, "firing"), "value": 1}] if fires else []
    return {"interval": case.step, "name": f"{case.alert} {'fires' if fires else 'is quiet'}",
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "promql_expr_test": [{"expr": f'ALERTS{{alertname="{case.alert}",alertstate="firing"{chosen}}}',
                                  "eval_time": case.at, "exp_samples": expected}]}


def alert_of(case):
    return next(alert for alert in rule_files.alerts() if alert.name == case.alert
                and all(alert.labels.get(name) == value for name, value in case.own.items()))


class Alerts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def judge(self, tests, evaluated="1m", without=()):
        """Tests by promtool, of all rules but those in the files `without`, which take long."""
        path = self.folder / "test.yaml"
        files = {name: groups for name, groups in rule_files.FILES.items() if name not in without}
        # Without an order promtool may look at an alert before what it is computed from.
        path.write_text(yaml.safe_dump({"rule_files": [str(rule_files.RULES / name) for name in files],
                                        "group_eval_order": [group.name for groups in files.values()
                                                             for group in groups],
                                        "evaluation_interval": evaluated, "tests": tests}))
        return promtool("test", "rules", path)

    def judge_all(self, cases, fires, without):
        for evaluated in sorted({case.evaluated for case in cases}):
            tests = [unit(case, alert_of(case), case.fires if fires else case.quiet, fires) for case in cases
                     if case.evaluated == evaluated]
            code, said = self.judge(tests, evaluated, without)
            self.assertEqual(code, 0, said)

    def test_causes_fire(self):
        self.judge_all(alert_cases.CAUSES, True, OBJECTIVES_FILE)

    def test_causes_are_quiet_when_all_is_well(self):
        always = [case for case in alert_cases.CAUSES if case.alert != "BoxofficeWatchdog"]
        self.judge_all(always, False, OBJECTIVES_FILE)

    def test_objectives_burn(self):
        self.judge_all(alert_cases.OBJECTIVES_BURN, True, CAUSES_FILES)

    def test_objectives_that_are_kept_burn_nothing(self):
        self.judge_all(alert_cases.OBJECTIVES_BURN, False, CAUSES_FILES)

    def test_trouble_that_is_over_wakes_nobody(self):
        """An hour of errors, then ten good minutes: the long window still knows, the short one sees the end."""
        case = next(case for case in alert_cases.OBJECTIVES_BURN
                    if case.alert == "BoxofficeReservationErrorsBurnsFast" and case.own == {"window": "1h"})
        good, bad = alert_cases.COUNTED_APART["reservation-availability"]
        series = {good: "0+50x70", bad: "0+50x60 3000x10"}
        self.assertEqual(self.judge([unit(replace(case, at="58m"), alert_of(case), series, True)])[0], 0)
        self.assertEqual(self.judge([unit(replace(case, at="69m"), alert_of(case), series, False)])[0], 0)

    def test_no_alert_is_without_a_case(self):
        wanted = {(alert.name, alert.labels.get("window", "")) for alert in rule_files.alerts()}
        self.assertEqual({(case.alert, case.own.get("window", "")) for case in alert_cases.ALL}, wanted)

    def test_a_case_that_is_wrong_is_found(self):
        """The judge itself: a trouble that is none, and a quiet time that is none."""
        case = next(case for case in alert_cases.CAUSES if case.alert == "BoxofficeProviderAway")
        self.assertNotEqual(self.judge([unit(case, alert_of(case), case.quiet, True)])[0], 0)
        self.assertNotEqual(self.judge([unit(case, alert_of(case), case.fires, False)])[0], 0)


class Runbook(unittest.TestCase):
    def test_has_a_section_for_each_alert_and_no_other(self):
        text = (tree.ROOT / "docs" / "operations.md").read_text()
        sections = {line.removeprefix("### ") for line in text.splitlines() if line.startswith("### Boxoffice")}
        self.assertEqual(sections, {alert.name for alert in rule_files.alerts()})

    def test_alerts_say_who_is_woken_and_where_to_read_on(self):
        for alert in rule_files.alerts():
            with self.subTest(alert=alert.name):
                rule = alert.as_rule()
                self.assertEqual(rule["annotations"]["runbook_url"], f"docs/operations.md#{alert.name.lower()}")
                self.assertTrue(alert.summary.endswith("."))
                self.assertIn(alert.severity, Severity)


if __name__ == "__main__":
    unittest.main()
