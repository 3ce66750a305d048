"""Goal: the autoscaler of the demo does what Kubernetes' documentation says of its own."""
import unittest

import tree
import yaml
from cluster.demos import autoscaler
from cluster.demos.autoscaler import Autoscaler, Direction, History, HpaProblem, Policy

MANIFESTS = tree.ROOT / "deploy" / "kubernetes" / "base" / "contexts"
AT_ONCE = Direction(0, "Max", (Policy("Percent", 100, 15), Policy("Pods", 100, 15)))


def scaler(up=AT_ONCE, down=AT_ONCE, minimum=1, maximum=100):
    return Autoscaler("a", minimum, maximum, 50.0, up, down)


class Formula(unittest.TestCase):
    """Horizontal Pod Autoscaling, "Algorithm details"."""

    def test_twice_the_value_twice_the_replicas(self):
        self.assertEqual(autoscaler.desired(3, 200, 100), 6)

    def test_half_the_value_half_the_replicas(self):
        self.assertEqual(autoscaler.desired(4, 50, 100), 2)

    def test_a_ratio_near_one_changes_nothing(self):
        for metric in (90, 95, 100, 105, 110):
            self.assertEqual(autoscaler.desired(3, metric, 100), 3)
        self.assertEqual(autoscaler.desired(3, 111, 100), 4)
        self.assertEqual(autoscaler.desired(10, 89, 100), 9)

    def test_it_rounds_up(self):
        self.assertEqual(autoscaler.desired(1, 120, 50), 3)
        self.assertEqual(autoscaler.desired(3, 40, 50), 3)

    def test_use_is_a_share_of_what_is_asked_for(self):
        self.assertEqual(autoscaler.utilization([0.5, 0.25], 0.5), 75)
        self.assertEqual((autoscaler.cores("500m"), autoscaler.cores("2"), autoscaler.cores(1)), (0.5, 2, 1))
        with self.assertRaises(HpaProblem):
            autoscaler.cores("half")


class Behavior(unittest.TestCase):
    """The same page, "Configurable scaling behavior"."""

    def test_eighty_replicas_go_down_by_ten_percent_or_four(self):
        down = Direction(0, "Max", (Policy("Pods", 4, 60), Policy("Percent", 10, 60)))
        history, current, counts = History(), 80, []
        for minute in range(12):
            current = autoscaler.decide(scaler(down=down), current, 1.0, history, minute * 60.0)
            counts.append(current)
        self.assertEqual(counts[:3], [72, 64, 57])  # 8 of 80, then 7.2 rounded up to 8, then 6.4 rounded up to 7
        below_forty = [first - second for first, second in zip(counts, counts[1:]) if first < 40]
        self.assertEqual(set(below_forty), {4})

    def test_a_period_is_not_used_twice(self):
        up = Direction(0, "Max", (Policy("Pods", 2, 15),))
        history = History()
        self.assertEqual(autoscaler.decide(scaler(up), 1, 500, history, 0.0), 3)
        self.assertEqual(autoscaler.decide(scaler(up), 3, 500, history, 10.0), 3)
        self.assertEqual(autoscaler.decide(scaler(up), 3, 500, history, 15.0), 5)

    def test_down_waits_for_the_window(self):
        down = Direction(300, "Max", (Policy("Percent", 100, 15),))
        history = History()
        self.assertEqual(autoscaler.decide(scaler(down=down), 3, 50, history, 0.0), 3)
        for at in (60.0, 240.0, 299.0):
            self.assertEqual(autoscaler.decide(scaler(down=down), 3, 1, history, at), 3, "three were wanted of late")
        self.assertEqual(autoscaler.decide(scaler(down=down), 3, 1, history, 301.0), 1)

    def test_up_waits_too_when_it_is_told_to(self):
        up = Direction(60, "Max", (Policy("Percent", 100, 15),))
        history = History()
        self.assertEqual(autoscaler.decide(scaler(up), 2, 50, history, 0.0), 2)
        self.assertEqual(autoscaler.decide(scaler(up), 2, 100, history, 30.0), 2)
        self.assertEqual(autoscaler.decide(scaler(up), 2, 100, history, 61.0), 4)

    def test_the_least_policy_and_none(self):
        policies = (Policy("Percent", 100, 15), Policy("Pods", 4, 15))
        self.assertEqual(autoscaler.decide(scaler(Direction(0, "Min", policies)), 10, 500, History(), 0.0), 14)
        self.assertEqual(autoscaler.decide(scaler(Direction(0, "Max", policies)), 10, 500, History(), 0.0), 20)
        self.assertEqual(autoscaler.decide(scaler(Direction(0, "Disabled", policies)), 10, 500, History(), 0.0), 10)

    def test_never_beyond_its_bounds(self):
        self.assertEqual(autoscaler.decide(scaler(maximum=3), 1, 5000, History(), 0.0), 3)
        self.assertEqual(autoscaler.decide(scaler(minimum=2), 4, 0.0, History(), 0.0), 2)


class Manifests(unittest.TestCase):
    """Those that operators apply are the ones that the demo reads."""

    def manifest(self, context):
        return next(each for each in yaml.safe_load_all((MANIFESTS / f"{context}.yaml").read_text())
                    if each["kind"] == "HorizontalPodAutoscaler")

    def test_reservation_and_musical_are_between_one_and_three_at_fifty_percent(self):
        for context in ("reservation", "musical"):
            read = autoscaler.read(self.manifest(context))
            self.assertEqual((read.name, read.minimum, read.maximum, read.target_percent),
                             (f"boxoffice-{context}", 1, 3, 50.0))

    def test_they_go_from_one_to_three_and_back(self):
        read = autoscaler.read(self.manifest("reservation"))
        history, current, seen = History(), 1, []
        for now in range(0, 900, 15):
            busy = 180.0 / current if now < 120 else 4.0
            current = autoscaler.decide(read, current, busy, history, float(now))
            seen.append((now, current))
        changes = [seen[0]] + [after for before, after in zip(seen, seen[1:]) if before[1] != after[1]]
        self.assertEqual([count for _, count in changes], [3, 2, 1])
        self.assertGreaterEqual(changes[1][0], 120 + 300 - 15, "it waited for its window")
        self.assertGreaterEqual(changes[2][0] - changes[1][0], 60, "one at a time, a minute apart")

    def test_another_kind_of_target_is_refused(self):
        told = self.manifest("reservation")
        told["spec"]["metrics"] = [{"type": "Pods", "pods": {}}]
        with self.assertRaises(HpaProblem):
            autoscaler.read(told)


if __name__ == "__main__":
    unittest.main()
