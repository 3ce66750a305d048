"""What operators write: options that the program knows and takes, and no secret where anybody can read it."""
from __future__ import annotations

import base64
import os
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Iterator

from cluster import places

from . import names
from .rendered import Overlay, environment, is_served
from .yaml_text import Json, to_text

# What stops the program once it has judged everything that it was told: whom it should trust is not there.
JUDGED = "Kafka's client cannot be made: ssl.ca.location failed"
OPTION = re.compile(r"^  --([a-z0-9-]+)\b.*\[(BOXOFFICE_[A-Z0-9_]+)\]", re.MULTILINE)
# Words that look like credentials wherever they stand.
TELLING = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\b(?:sk|rk|whsec)_(?:live|test)?_?[A-Za-z0-9]{8,}"), "a key of Stripe"),
    (re.compile(r"\b(?:live|test)_g?sk_[A-Za-z0-9]{8,}"), "a key of Toss Payments"),
    (re.compile(r"[a-z]+://[^/\s:@]+:[^/\s@]+@"), "a password in a URL"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ"), "a token"),
    (re.compile(r"(?i)\b(?:password|secret|token|api_?key)[ \t]*[=:][ \t]*[\"']?[^\s\"'/{$<]{6,}"), "a password"),
)


def known_options() -> dict[str, str]:
    """Every environment variable of `boxoffice serve` with its option."""
    told = subprocess.run([str(places.PROGRAM), "serve", "--help"], capture_output=True, text=True, check=True,
                          timeout=60).stdout
    return {variable: option for option, variable in OPTION.findall(told)}


def options_known(overlay: Overlay) -> Iterator[str]:
    """Each key of the options and each variable of a pod is an option of the program; none stands in two places."""
    known = known_options()
    for name, pod in overlay.pods():
        if not is_served(pod):
            continue
        container = pod["spec"]["containers"][0]
        arguments = {word[2:].split("=")[0] for word in container.get("args", []) if word.startswith("--")}
        variables = environment(overlay, container)
        for variable in variables:
            plain = variable.removesuffix("_FILE") if variable not in known else variable
            if plain not in known:
                yield f"{name}: {variable} is no option of boxoffice serve"
            elif known[plain] in arguments:
                yield f"{name}: {variable} has no effect, because its arguments say --{known[plain]}"
    yield from hot_options(overlay, known)


def flat(table: Json, prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def hot_options(overlay: Overlay, known: dict[str, str]) -> Iterator[str]:
    """The file that is read again holds nothing that the environment would win over."""
    live = overlay.named("ConfigMap", names.LIVE)
    if live is None:
        yield f"there is no ConfigMap {names.LIVE}"
        return
    keys = set(flat(tomllib.loads(live["data"]["boxoffice.toml"])))
    for name, pod in overlay.pods():
        variables = environment(overlay, pod["spec"]["containers"][0]) if is_served(pod) else {}
        for key in keys:
            # log.level is --log-level; server.drain_seconds is --drain-seconds.
            section, _, word = key.replace("_", "-").partition(".")
            shadowed = {f"{section}-{word}", word} & {known.get(variable, "") for variable in variables}
            if shadowed:
                yield f"{name}: {key} of {names.LIVE} has no effect, because the environment says it too"


def program_takes_it(overlay: Overlay) -> Iterator[str]:
    """The built program judges what each pod would start it with."""
    for name, pod in overlay.pods():
        if is_served(pod):
            complaint = program_says(overlay, pod)
            if complaint:
                yield f"{name}: {complaint}"


def program_says(overlay: Overlay, pod: Json) -> str:
    """What the program refuses of a pod's configuration; empty when it takes it.

    The files of ConfigMaps and made-up ones of Secrets are laid out below a folder. Neither Kafka's authority nor a
    folder for its data can be had, so that the program ends at once when it has judged everything."""
    container = pod["spec"]["containers"][0]
    with tempfile.TemporaryDirectory() as folder:
        lay_out(overlay, pod, Path(folder))

        def here(text: str) -> str:
            return re.sub(r"(?<![\w.])/(?=(?:etc|run/secrets)/boxoffice\b)", f"{folder}/", text)

        variables = {name: here(value) for name, value in environment(overlay, container).items()}
        for each in container.get("env", []):
            if "secretKeyRef" in each.get("valueFrom", {}):
                variables[each["name"]] = made_up(each["valueFrom"]["secretKeyRef"]["key"], overlay, variables)
        command = [str(places.PROGRAM), *(here(word) for word in container["args"] if not word.startswith("--data="))]
        impossible = Path(folder) / "file" / "data"
        impossible.parent.write_text("")
        done = subprocess.run([*command, f"--data={impossible}"], env={"PATH": os.defpath, **variables},
                              capture_output=True, text=True, check=False, timeout=60)
    if str(impossible) in done.stderr or JUDGED in done.stderr:
        return ""
    return done.stderr.strip().replace(folder, "") or f"ended with {done.returncode} before it came to its data"


def made_up(key: str, overlay: Overlay, variables: dict[str, str]) -> str:
    """A value that looks like a provider's own key for testing: the program looks at how keys begin."""
    provider = variables.get("BOXOFFICE_PAYMENT", "sandbox")
    beginnings = {"stripe": {"secret": "sk_test_", "client-key": "pk_test_", "webhook-secret": "whsec_"},
                  "toss": {"secret": "test_sk_", "client-key": "test_ck_"}}
    return beginnings.get(provider, {}).get(key, "") + "made-up"


def lay_out(overlay: Overlay, pod: Json, folder: Path) -> None:
    container = pod["spec"]["containers"][0]
    mounted = {mount["name"]: mount["mountPath"] for mount in container.get("volumeMounts", [])}
    variables = environment(overlay, container)
    for volume in pod["spec"].get("volumes", []):
        if volume["name"] not in mounted:
            continue
        place = folder / mounted[volume["name"]].lstrip("/")
        for source in (volume, *volume.get("projected", {}).get("sources", [])):
            if "configMap" in source:
                place.mkdir(parents=True, exist_ok=True)
                config = overlay.named("ConfigMap", source["configMap"]["name"]) or {}
                for key, text in config.get("data", {}).items():
                    (place / key).write_text(text)
            if "secret" in source:
                place.mkdir(parents=True, exist_ok=True)
                for key in ("secret", "password", "webhook-secret", "client-key"):
                    (place / key).write_text(made_up(key, overlay, variables) + "\n")


def no_plain_credential(overlay: Overlay) -> Iterator[str]:
    """No Secret with content, no key, password or token in any object."""
    for each in overlay.objects:
        name = f"{each['kind']} {each['metadata']['name']}"
        if each["kind"] == "Secret" and (each.get("data") or each.get("stringData")):
            yield f"{name} holds its content, for everybody who can read this repository"
        text = to_text([each])
        for value in base64_values(each):
            text += f"\n{value}"
        for pattern, what in TELLING:
            if pattern.search(text):
                yield f"{name} holds {what}"


def base64_values(each: Json) -> Iterator[str]:
    for value in (each.get("data") or {}).values() if each["kind"] in ("Secret", "ConfigMap") else ():
        try:
            yield base64.b64decode(value, validate=True).decode()
        except (ValueError, UnicodeDecodeError):
            continue


def secrets_are_for_one(overlay: Overlay) -> Iterator[str]:
    """Only payment sees the provider's keys, only identity the keys that sign, and each its own database's password."""
    owners = {"boxoffice-provider": "payment", "boxoffice-token-keys": "identity", "boxoffice-smtp": "notification"}
    owners |= {f"boxoffice-database-{context}": context for context in overlay.house.contexts}
    for name, pod in overlay.pods():
        context = pod["metadata"]["labels"].get("app.kubernetes.io/component")
        for volume in pod["spec"].get("volumes", []):
            secret = volume.get("secret", {})
            owner = owners.get(secret.get("secretName", ""))
            if owner and owner != context and context != "house":
                yield f"{name} can read {secret['secretName']}, which is for {owner} alone"
            if secret and secret.get("defaultMode", 0o644) & 0o007:
                yield f"{name}: files of {secret['secretName']} can be read by everybody in the pod"


RULES = (options_known, program_takes_it, no_plain_credential, secrets_are_for_one)
