"""`boxoffice diag`: what it tells of a house, whether it runs or not, and that no planted secret is in it."""
import base64
import json
import pathlib
import sqlite3
import tarfile

import house
from house import embedded_only, wait_until

CONFIG = """
[mail]
smtp_url = "smtp://relay.planted-host.example:2525"
smtp_user = "planted-smtp-user"
smtp_password_file = "{folder}/smtp-password"
from = "Planted Sender <planted-sender@planted-mail.example>"
[peers]
secret_file = "{folder}/service-secret"
[server]
instance = "planted-instance-of-minas-laptop"
"""
SECRETS = {
    "smtp-password": "planted-smtp-password-4711",
    "service-secret": "planted-service-secret-0123456789abcdef",
}
LOG = [
    {"time": "2026-11-22T19:30:00.000Z", "level": "error", "message": "a query failed",
     "fault": "connection to postgresql://planted-user:planted-url-password@10.11.12.13/db refused"},
    {"time": "2026-11-22T19:30:01.000Z", "level": "info", "message": "request", "status": "200",
     "request": "GET /me?token=planted-token-in-a-query", "remote_address": "203.0.113.77"},
    {"time": "2026-11-22T19:30:02.000Z", "level": "warning", "message": "planted words of Planted Person",
     "planted_field": "eyJhbGciOiJFZERTQSJ9.cGxhbnRlZA.c2lnbmF0dXJl"},
]
PLANTED = ["planted", "Planted", "hidden horse", "Haneul", "하늘", "203.0.113.77", "10.11.12.13", "eyJhbGci",
           "010-9876-5432", "example.org"]


class Planted(house.EmbeddedHouse):
    """A house with something secret in each place where one can be."""

    def __init__(self):
        super().__init__("--hold-seconds", "321", "--payment-default-method", "card")
        (self.folder / "house.toml").write_text(CONFIG.format(folder=self.folder))
        for name, secret in SECRETS.items():
            (self.folder / name).write_text(secret + "\n")
            (self.folder / name).chmod(0o600)
        (self.folder / "house.log").write_text(
            "".join(json.dumps(line) + "\n" for line in LOG) + "Traceback of planted-process\n")
        self.internal_port = house.free_port()
        self.options += self.secret_options()

    def secret_options(self):
        return ["--config", self.folder / "house.toml", "--internal-port", str(self.internal_port),
                "--provider-secret", "planted-provider-secret"]

    def start_provider(self):
        """No money moves here."""

    def register(self):
        answer = self.client().post("/auth/register", {
            "email": "haneul@planted-people.example", "name": "Planted Haneul 하늘", "password": "hidden horse battery",
            "phone": "010-9876-5432"})
        assert answer.status == 201, answer

    def diag(self, name, *more):
        return self.run("diag", "--to", self.folder / name, "--data", self.data, "--management-port",
                        str(self.management_port), *self.options, *more)

    def files_of(self, name):
        with tarfile.open(self.folder / name) as archive:
            return {member.name.removeprefix("boxoffice-diag/"): archive.extractfile(member).read().decode()
                    for member in archive.getmembers()}


def found(files, data):
    """Each planted text that is in a file of a bundle, and each password of the sample accounts."""
    accounts = [json.loads(line) for line in (data / "sample-accounts.jsonl").read_text().splitlines()]
    wanted = PLANTED + [account["password"] for account in accounts] + [account["email"] for account in accounts]
    wanted += [base64.b64encode(secret.encode()).decode().rstrip("=") for secret in SECRETS.values()]
    return [(text, name) for name, content in files.items() for text in wanted if text in name + content]


@embedded_only("it looks at the processes and databases that its options name, here one of each")
def test_a_running_house_is_described_without_its_secrets():
    with Planted() as boxoffice:
        boxoffice.accounts()
        boxoffice.register()
        wait_until(lambda: boxoffice.rows("mypage", "SELECT log_offset FROM log_progress"))
        written = boxoffice.diag("running.tar", "--log", boxoffice.folder / "house.log", "--log-lines", "3")
        assert written.returncode == 0, written.stderr
        assert (boxoffice.folder / "running.tar").stat().st_mode & 0o077 == 0, "it is for its owner alone"
        files = boxoffice.files_of("running.tar")
        assert found(files, boxoffice.data) == [], "a secret is in the bundle"
        assert found(files | {"x": "planted-smtp-password-4711"}, boxoffice.data), "one that is there is found"

        manifest = json.loads(files["manifest.json"])
        assert manifest["missing"] == [], manifest
        assert {file["name"] for file in manifest["files"]} == set(files) - {"manifest.json"}
        options = {each["option"]: each for each in json.loads(files["options.json"])}
        assert options["hold-seconds"] == {"option": "hold-seconds", "value": "321", "isDefault": False}
        assert options["smtp-password"]["value"] == options["provider-secret"]["value"] == "***"
        assert options["smtp-url"]["value"] == "smtp://***:2525"
        readiness = json.loads(files["running/readyz.json"])
        assert readiness["status"] == "ready" and readiness["checks"]["event_bus"] == "ok", readiness
        assert 'boxoffice_commands_total{context="musical"} ' in files["running/metrics.txt"]
        assert 'instance="***"' in files["running/metrics.txt"]
        assert "/reservations" in files["routes.json"]
        identity = json.loads(files["contexts/identity.json"])
        assert identity["rows"]["account"] >= 5 and "tablesOfOthers" not in identity["rows"], identity
        progress = json.loads(files["contexts/mypage.json"])["log"]
        assert progress[0]["offset"] > 0 and progress[0]["lag"] >= 0, progress
        assert identity["migrations"][0]["isKnownToThisProgram"], identity
        assert json.loads(files["bus.json"])["head"] >= 1
        assert json.loads(files["disk.json"])["bytesAvailable"] > 0
        lines = files["log.jsonl"].splitlines()
        assert len(lines) == 3 and json.loads(lines[0])["status"] == "200", lines

        again = boxoffice.diag("running.tar")
        assert again.returncode == 1 and "is there already" in again.stderr, "nothing is overwritten"


@embedded_only("it looks at the processes and databases that its options name, here one of each")
def test_a_stopped_house_is_described_and_left_as_it_was():
    with Planted() as boxoffice:
        boxoffice.accounts()
        boxoffice.register()
        boxoffice.kill()
        with sqlite3.connect(boxoffice.data / "mypage.db") as connection:
            connection.execute(
                "INSERT INTO parked_event VALUES ('identity', 'planted-key', 1, 1, 'AccountErased', 0, "
                "'{\"email\":\"planted\"}', 'not readable: planted reason', 0)")
        rows = boxoffice.rows("identity", "SELECT COUNT(*) FROM account")
        written = boxoffice.diag("stopped.tar")
        assert written.returncode == 0, written.stderr
        files = boxoffice.files_of("stopped.tar")
        assert found(files, boxoffice.data) == []
        missing = [each["file"] for each in json.loads(files["manifest.json"])["missing"]]
        assert "running/readyz.json" in missing and not [name for name in missing if "contexts" in name], missing
        parked = json.loads(files["contexts/mypage.json"])["parked"]
        assert parked == [{"source": "identity", "key": "***", "type": "AccountErased",
                           "reason": "not readable: *** reason", "events": 1, "firstSequence": 1,
                           "since": "1970-01-01T00:00:00.000Z"}], parked
        assert boxoffice.rows("identity", "SELECT COUNT(*) FROM account") == rows
        boxoffice.start()


@embedded_only("it looks at the processes and databases that its options name, here one of each")
def test_it_says_what_is_wrong_with_how_it_is_called():
    folder = house.House().folder
    nothing = house.EmbeddedHouse.run(None, "diag", "--data", folder / "nowhere")
    assert nothing.returncode == 1 and "--to diag.tar" in nothing.stderr, nothing
    absent = house.EmbeddedHouse.run(None, "diag", "--data", folder / "nowhere", "--to", folder / "a.tar",
                                     "--management-port", str(house.free_port()), "--log", folder / "no.log")
    assert absent.returncode == 0, absent.stderr
    with tarfile.open(folder / "a.tar") as archive:
        manifest = json.loads(archive.extractfile("boxoffice-diag/manifest.json").read())
    missing = {each["file"]: each["missing"] for each in manifest["missing"]}
    assert missing["log.jsonl"] == "the log cannot be read" and "disk.json" in missing, missing
    assert not pathlib.Path(folder / "nowhere").exists(), "it makes no data directory"
