"""Goal: each request goes to the context that serves it, and is asked again only where that is harmless."""
import copy
import re
import unittest

import tree
from cluster.front_door import RoutesProblem, Treatment, front_door, pattern_of
from cluster.problems import PROBLEMS
from routes_sample import TOLD


class Rules(unittest.TestCase):
    def setUp(self):
        self.door = front_door(TOLD)

    def test_requests_find_their_context_and_treatment(self):
        stream, safe, keyed, once = Treatment.STREAM, Treatment.SAFE, Treatment.KEYED, Treatment.ONCE
        for method, path, has_key, context, treatment in [
                ("GET", "/items", False, "musical", safe),
                ("GET", "/items/7", False, "musical", safe),
                ("HEAD", "/seats", False, "musical", safe),
                ("OPTIONS", "/seats/3", True, "musical", safe),
                ("POST", "/items", False, "musical", once),
                ("POST", "/items", True, "musical", keyed),
                ("DELETE", "/items/7", True, "musical", once),  # a key that this path does not take changes nothing
                ("GET", "/performances/7/seatmap/stream", False, "musical", stream),
                ("GET", "/performances/7/seatmap", False, "musical", safe),
                ("POST", "/performances/7/seatmap/stream", True, "musical", once),
                ("POST", "/reservations/12/payment", True, "reservation", keyed),
                ("POST", "/reservations/12/payment/more", True, "reservation", once),
                ("POST", "/reservations/a/b/payment", True, "reservation", once),
                ("POST", "/tickets/verify", True, "reservation", once),
                ("GET", "/tickets/5.ics", False, "reservation", safe),
                ("GET", "/.well-known/jwks.json", False, "identity", safe),
                ("GET", "/clock", False, "gateway", safe),
                ("GET", "/", False, "gateway", safe),
                ("GET", "/itemsandmore", False, "gateway", safe),
                ("POST", "/no/such/thing", True, "gateway", once),
                ("GET", "/internal/people", False, "gateway", safe)]:
            with self.subTest(method=method, path=path, has_key=has_key):
                rule = self.door.rule_for(method, path, has_key)
                self.assertEqual((rule.context, rule.treatment), (context, treatment))

    def test_a_path_with_a_limit_of_its_own_keeps_it(self):
        self.assertEqual(self.door.rule_for("POST", "/payments/webhooks/toss").body_bytes_max, 100)
        self.assertEqual(self.door.rule_for("POST", "/payments/webhooks").body_bytes_max, 4096)

    def test_the_rest_comes_last(self):
        self.assertEqual([rule.segment for rule in self.door.rules[-2:]], ["/", "/"])

    def test_patterns(self):
        self.assertEqual(pattern_of("/tickets/{id}.ics"), r"/tickets/[^/]+\.ics")
        self.assertEqual(pattern_of("/{path...}"), "/.*")


class Refused(unittest.TestCase):
    def refused(self, change, why):
        told = copy.deepcopy(TOLD)
        change(told)
        with self.assertRaisesRegex(RoutesProblem, why):
            front_door(told)

    def test_a_segment_has_one_owner(self):
        self.refused(lambda told: told["contexts"][2]["serves"].append("/items"),
                     "/items is served by musical and by reservation")

    def test_somebody_takes_the_rest(self):
        self.refused(lambda told: told["contexts"][0]["serves"].remove("/"), "nobody serves /")

    def test_a_first_segment_is_one_segment(self):
        self.refused(lambda told: told["contexts"][1]["serves"].append("/a/b"), "no first segment")

    def test_another_version_is_not_guessed_at(self):
        self.refused(lambda told: told.update(version=2), "version 2")


class Problems(unittest.TestCase):
    def test_codes_and_texts_are_those_of_the_house(self):
        source = (tree.ROOT / "src" / "contracts" / "problem_texts.cpp").read_text()
        texts = {code: (english, korean) for code, english, korean in
                 re.findall(r'Text\{"(\w+)",\s*"([^"]*)",\s*"([^"]*)"\}', source)}
        for problem in PROBLEMS:
            self.assertEqual(texts[problem.code], (problem.english, problem.korean))


if __name__ == "__main__":
    unittest.main()
