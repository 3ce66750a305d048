"""Goal: what the tests of faults are made of does what it says: proxies, the switch, the order of a replay."""
import os
import random
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parents[1] / "tools")]

from chaos_proxy import Proxies  # noqa: E402, needs the path above
from checks import broken_sequences  # noqa: E402
from delivery_faults import shuffled_across_keys  # noqa: E402
from switch import IP, Switch  # noqa: E402

SILENCE_SECONDS = 0.5
ASK = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3])) as connection:
    connection.settimeout(float(sys.argv[3]))
    connection.sendall(b"hello")
    print(connection.recv(100).decode())
"""
ECHO = """
import socket, sys
with socket.create_server((sys.argv[1], 0)) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        with connection:
            connection.sendall(connection.recv(100))
"""


class Echo:
    """A server that answers with what it is told, and remembers it."""

    def __enter__(self):
        self.heard = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(self, *_):
        socket.create_connection(("127.0.0.1", self.port)).close()
        self.thread.join()
        self.server.close()

    def serve(self):
        while True:
            connection, _ = self.server.accept()
            with connection:
                try:
                    said = connection.recv(1 << 20)
                except ConnectionResetError:
                    continue  # the proxy was told to cut it off
                if not said:
                    return
                self.heard.append(said)
                connection.sendall(said)


class AProxy(unittest.TestCase):
    def setUp(self):
        echo = Echo()
        self.echo = echo.__enter__()
        self.addCleanup(echo.__exit__)
        self.proxies = Proxies("127.0.0.1")
        self.proxies.open()
        self.addCleanup(self.proxies.close)
        self.proxy = self.proxies.add("echo", ("127.0.0.1", self.echo.port))

    def ask(self, words=b"hello"):
        with socket.create_connection(("127.0.0.1", self.proxy.port), timeout=10) as connection:
            connection.sendall(words)
            return connection.recv(1 << 20)

    def test_passes_on(self):
        self.assertEqual(self.ask(), b"hello")
        self.assertEqual(len(self.proxy.arrivals), 1)

    def test_waits_in_both_directions(self):
        self.proxy.delay = 0.2
        began = time.monotonic()
        self.assertEqual(self.ask(), b"hello")
        self.assertGreaterEqual(time.monotonic() - began, 0.4)
        self.assertGreaterEqual(self.proxy.delayed, 2)

    def test_trickles(self):
        self.proxy.bytes_per_second = 10_000
        began = time.monotonic()
        self.assertEqual(self.ask(b"x" * 1_000), b"x" * 1_000)
        self.assertGreaterEqual(time.monotonic() - began, 0.2)

    def test_cuts_off(self):
        self.proxy.resets = 1.0
        with self.assertRaises(ConnectionResetError):
            self.ask()
        self.assertEqual(self.proxy.cut_off, 1)

    def test_turns_away(self):
        self.proxy.is_shut = True
        with self.assertRaises(ConnectionResetError):
            self.ask()
        self.assertEqual((self.proxy.turned_away, self.echo.heard), (1, []))

    def test_loses_the_reply_to_what_arrived(self):
        self.proxy.lost_reply, self.proxy.replies_to_lose = b"lo", 1
        with self.assertRaises(ConnectionResetError):
            self.ask()
        self.assertEqual((self.proxy.replies_lost, self.echo.heard), (1, [b"hello"]))
        self.assertEqual(self.ask(), b"hello")

    def test_is_as_before_when_healed(self):
        self.proxy.resets, self.proxy.is_shut = 1.0, True
        self.proxies.heal()
        self.assertEqual(self.ask(), b"hello")


@unittest.skipUnless(os.geteuid() == 0 and Path(IP).exists(), "needs root and iproute2")
class ASwitch(unittest.TestCase):
    def setUp(self):
        switch = Switch()
        self.switch = switch.__enter__()
        self.addCleanup(switch.__exit__)
        self.server = subprocess.Popen([*self.switch.words_to_enter("server"), sys.executable, "-c", ECHO,
                                        self.switch.host_of("server")], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        self.port = self.server.stdout.readline().strip()

    def hears(self, asking, seconds=SILENCE_SECONDS):
        done = subprocess.run([*self.switch.words_to_enter(asking), sys.executable, "-c", ASK,
                               self.switch.host_of("server"), self.port, str(seconds)], capture_output=True, text=True,
                              check=False)
        return done.stdout.strip() == "hello"

    def test_every_fault_of_a_link_cuts_one_off_and_heals(self):
        faults = {"one way": lambda: self.switch.silence("server", "asking"),
                  "the other way": lambda: self.switch.silence("asking", "server"),
                  "both ways": lambda: self.switch.part("asking", "server"),
                  "cable": lambda: self.switch.pull_out("asking")}
        self.assertTrue(self.hears("asking", 10))
        for name, strike in faults.items():
            with self.subTest(name):
                strike()
                self.assertFalse(self.hears("asking"))
                self.assertTrue(self.hears("somebody else", 10) if name != "cable" else True)
                self.switch.heal()
                self.assertTrue(self.hears("asking", 10))

    def test_a_narrow_link_still_passes(self):
        self.switch.narrow("server", 64)
        self.assertTrue(self.hears("asking", 10))
        self.assertGreater(self.switch.passed("server")[0], 0)
        self.switch.heal()

    def test_leaves_nothing_behind(self):
        name = self.switch.name
        self.server.kill()
        other = Switch()
        other.name = name + "x"
        with other:
            other.host_of("one")
            self.assertIn(other.name, self.links())
        self.assertNotIn(other.name, self.links())

    @staticmethod
    def links():
        return subprocess.run([IP, "link"], capture_output=True, text=True, check=True).stdout


class AReplay(unittest.TestCase):
    def test_is_shuffled_across_keys_and_in_order_for_each(self):
        messages = [{"key": key, "offset": offset} for offset in range(20) for key in "abc"]
        mixed = shuffled_across_keys(messages, random.Random(1))
        self.assertNotEqual(mixed, messages)
        for key in "abc":
            self.assertEqual([each["offset"] for each in mixed if each["key"] == key], list(range(20)))

    def test_of_sequences_finds_gaps_and_passes_repetitions(self):
        def message(sequence):
            return {"key": "7", "headers": ["ce_source", "musical", "ce_sequence", str(sequence)]}
        self.assertEqual(broken_sequences([message(each) for each in (1, 2, 1, 2, 3)]), [])
        self.assertEqual(len(broken_sequences([message(each) for each in (1, 3)])), 1)
        self.assertEqual(len(broken_sequences([message(2)])), 1)


if __name__ == "__main__":
    unittest.main()
