"""Goal: the program leaves as the arithmetic of the grace period says: still serving at first, and never longer."""
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import tree  # noqa: F401, puts tools/ on the path
from cluster import places, ports
from deploy import drain, house, manifests

# As in the cluster, in less time: the sum is the same.
LEAVING = drain.Leaving(pre_stop=0, drain_delay=2, drain=2)


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return None


def await_status(url, wanted):
    deadline = time.monotonic() + 60
    while status_of(url) != wanted:
        if time.monotonic() > deadline:
            raise AssertionError(f"{url} did not come to answer {wanted}")
        time.sleep(0.02)


class Drain(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.port, self.management = ports.free_ports(2)
        words = ["serve", "--data", self.folder.name, "--port", self.port, "--management-port", self.management,
                 "--drain-delay-seconds", LEAVING.drain_delay, "--drain-seconds", LEAVING.drain]
        self.process = subprocess.Popen([str(word) for word in (places.PROGRAM, *words)], stdout=subprocess.DEVNULL)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        await_status(f"http://127.0.0.1:{self.management}{house.told().readiness}", 200)

    def test_it_serves_while_it_says_no_and_is_gone_in_time(self):
        # A request that never ends: half of its body is missing.
        endless = socket.create_connection(("127.0.0.1", self.port))
        self.addCleanup(endless.close)
        endless.sendall(b"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        b"Content-Length: 100\r\n\r\n{")
        told = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        await_status(f"http://127.0.0.1:{self.management}{house.told().readiness}", 503)
        self.assertEqual(status_of(f"http://127.0.0.1:{self.port}/items"), 200)
        self.assertLess(time.monotonic() - told, LEAVING.drain_delay, "the answers came too late to mean anything")
        self.assertEqual(self.process.wait(timeout=LEAVING.after_sigterm), 0)
        took = time.monotonic() - told
        self.assertGreaterEqual(took, LEAVING.drain_delay + LEAVING.drain, "it did not wait for the endless request")

    def test_the_manifests_say_what_the_arithmetic_says(self):
        pod = manifests.deployment("reservation", house.told())["spec"]["template"]["spec"]
        self.assertEqual(pod["terminationGracePeriodSeconds"], drain.DEFAULT.grace)
        self.assertEqual(drain.DEFAULT.grace, 5 + 5 + 2 * 20 + drain.STOP_SECONDS)


if __name__ == "__main__":
    unittest.main()
