"""Configuration that is read again while the house runs, and secrets that change under it."""
import base64
import http.server
import json
import os
import signal
import threading
import time

import house
from house import embedded_only, wait_until

ALONE = embedded_only("it changes the files and signals the process of one house")


def swap(folder, **files):
    """Writes files as Kubernetes mounts them: names are links through `..data`, which changes in one step."""
    version = folder / f"..{time.monotonic_ns()}"
    version.mkdir()
    for name, content in files.items():
        (version / name).write_text(content)
        (version / name).chmod(0o440)
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(f"..data/{name}")
    (folder / "..next").symlink_to(version.name)
    os.replace(folder / "..next", folder / "..data")


class Configured(house.EmbeddedHouse):
    """A house whose configuration and secrets lie in folders like those of mounted files."""

    def __init__(self, config, *options):
        super().__init__(*options)
        self.mounted = self.folder / "mounted"
        self.mounted.mkdir()
        swap(self.mounted, house=config)
        self.options += ["--config", self.mounted / "house"]

    def arguments(self):
        """The level is left to the file: what stands on the command line wins."""
        every = super().arguments()
        place = every.index("--log-level")
        return every[:place] + every[place + 2:]

    def reload(self):
        return self.management().post("/reload")

    def metric(self, line):
        return line in self.management().get("/metrics").text


@ALONE
def test_what_may_change_changes_and_the_rest_is_named():
    with Configured("[sales]\nhold_seconds = 300\n") as boxoffice:
        _, seats = boxoffice.make_musical(seats=2)
        performance = boxoffice.client().get(f"/seats/{seats[0]}").json["performanceId"]

        def hold_seconds():
            return boxoffice.client().get(f"/performances/{performance}").json["holdSeconds"]
        assert hold_seconds() == 300, "the option decides where the performance says nothing"

        swap(boxoffice.mounted, house="[sales]\nhold_seconds = 33\n[limits]\nqueue_max = 77\n"
                                      "[auth]\nlogin_failures_max = 2\n")
        assert hold_seconds() == 300, "nobody has asked yet"
        answer = boxoffice.reload()
        assert answer.status == 200, answer
        assert answer.json == {"changed": ["login-failures-max", "hold-seconds"],
                               "needsRestart": ["queue-max"]}, answer
        assert hold_seconds() == 33
        held = boxoffice.customer().post("/reservations", {"seatIds": seats[:1], "payment": {"method": "checkout"}},
                                         Prefer="wait=10").json
        left = time.mktime(time.strptime(held["holdExpiresAt"][:19], "%Y-%m-%dT%H:%M:%S")) - time.mktime(time.gmtime())
        assert 20 < left <= 34, held
        tries = [boxoffice.client().post("/auth/login", {"email": "nobody@example.org", "password": "wrong password"})
                 for _ in range(3)]
        assert [each.status for each in tries] == [401, 401, 429], tries
        assert boxoffice.metric('boxoffice_config_reloads_total{result="ok"} 1')


@ALONE
def test_a_wrong_file_changes_nothing_and_each_error_is_told():
    with Configured("[sales]\nhold_seconds = 300\n") as boxoffice:
        wrong = "[sales]\nhold_seconds = 44\n[server]\nio_threads = 999\nprot = 1\n"
        swap(boxoffice.mounted, house=wrong)
        refused = boxoffice.management().post("/reload", Accept_Language="ko")
        assert refused.status == 422 and refused.json["code"] == "configuration_refused", refused
        assert "설정" in refused.json["title"] and len(refused.json["details"]["wrong"]) == 2, refused
        assert boxoffice.metric("boxoffice_config_last_reload_successful 0")
        assert boxoffice.metric('boxoffice_config_reloads_total{result="refused"} 1')
        lines = [json.loads(line) for line in boxoffice.logs_of("all").splitlines() if line.startswith("{")]
        faults = [line["fault"] for line in lines if "former one stays" in line["message"]]
        assert len(faults) == 2 and "server.prot" in faults[0] and "999" in faults[1], faults

        swap(boxoffice.mounted, house="[log]\nlevel = \"debug\"\n")
        boxoffice.serve.handle.send_signal(signal.SIGHUP)
        wait_until(lambda: boxoffice.management().get("/log-level").json["level"] == "debug")
        assert boxoffice.metric("boxoffice_config_last_reload_successful 1")


class CountingProvider:
    """Stands before the provider and notes which key each request shows."""

    def __init__(self, target):
        self.keys, self.target = [], target
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.keys.append(self.headers.get("Authorization"))
                names = ("Authorization", "Content-Type", "Idempotency-Key")
                kept = {name.replace("-", "_"): self.headers[name] for name in names if self.headers[name]}
                # The stand-in takes either key, as a provider does while one is changed.
                kept["Authorization"] = outer.known
                said = house.Client(outer.target).call(self.command, self.path, body or None, **kept)
                self.send_response(said.status)
                data = said.text.encode()
                self.send_header("Content-Type", said.headers.get("content-type", "application/json"))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.known = "Basic c2FuZGJveF90ZXN0X2tleTo="  # sandbox_test_key
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class WithProviderKey(Configured):
    """A house that reads the provider's key from a mounted file."""

    def __init__(self):
        super().__init__("[mail]\n")
        self.front = CountingProvider(self.provider_port)
        swap(self.mounted, house="[mail]\n", key="first-key")
        self.options += ["--provider-secret-file", self.mounted / "key"]

    def provider_address(self):
        return f"http://127.0.0.1:{self.front.server.server_port}"

    def __exit__(self, *error):
        super().__exit__(*error)
        self.front.server.shutdown()
        self.front.server.server_close()


def basic(key):
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


@ALONE
def test_the_providers_key_changes_under_load_and_nobody_fails():
    with WithProviderKey() as boxoffice:
        _, seats = boxoffice.make_musical(seats=40)
        buyers = [boxoffice.customer() for _ in range(4)]
        outcomes, has_changed = [], threading.Event()

        def buy(buyer, mine):
            for place, seat in enumerate(mine):
                if place == len(mine) // 2:
                    assert has_changed.wait(30)
                answer = buyer.post("/reservations", {"seatIds": [seat]}, Prefer="wait=10")
                outcomes.append((answer.status, answer.json.get("state")))

        threads = [threading.Thread(target=buy, args=(buyer, seats[number::4])) for number, buyer in enumerate(buyers)]
        for thread in threads:
            thread.start()
        wait_until(lambda: basic("first-key") in boxoffice.front.keys)
        swap(boxoffice.mounted, house="[mail]\n", key="second-key")
        wait_until(lambda: "secrets have changed" in boxoffice.logs_of("all"), seconds=30)
        has_changed.set()
        for thread in threads:
            thread.join()
        assert outcomes == [(201, "Completed")] * 40, outcomes
        shown = boxoffice.front.keys
        assert set(shown) == {basic("first-key"), basic("second-key")}, set(shown)
        assert shown[-1] == basic("second-key"), "the old one is not used any more"
        assert "second-key" not in boxoffice.logs_of("all")
