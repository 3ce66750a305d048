"""`./dev sbom`: what is in the image, as CycloneDX 1.6 in build/image/sbom.cdx.json, held against CycloneDX's schema.

Three sources: the facts of Debian's packages that the image carries, the Debian packages whose headers were compiled
into the program (tools/packages.lock), and the npm packages whose code is in the pages (web/package-lock.json).
"""
from __future__ import annotations

import base64
import hashlib
import json
import uuid
from pathlib import Path
from urllib.parse import quote, urljoin

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from . import places, tools
from .check import Check
from .image import Image, made_image

SBOM = places.IMAGE / "sbom.cdx.json"
ROOT = places.IMAGE / "root"
SCHEMAS = places.PYTHON_PACKAGES / "cyclonedx" / "schema" / "_res"
SCHEMA = "bom-1.6.SNAPSHOT.schema.json"
OTHER_SCHEMAS = ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
SPACE = uuid.UUID("2a4b3f0e-6f38-5d61-9a57-0d6c2f6c7d11")  # ours alone: names in it become serial numbers
# Of the packages that it is built with, those whose headers are code; the others only declare what libraries do.
CODE_IN_HEADERS = {"libboost1.81-dev", "libboost-json1.81-dev", "libcli11-dev", "libfmt-dev", "libspdlog-dev",
                   "libtomlplusplus-dev"}


def deb_component(name: str, version: str, architecture: str, how: str, **more: object) -> dict:
    purl = f"pkg:deb/debian/{quote(name)}@{quote(version)}?arch={architecture}&distro=debian-12"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "properties": [{"name": "boxoffice:how", "value": how}], **more}


def status_fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(" "))


def debian_components(root: Path) -> list[dict]:
    """Of the packages that the image has files of, as it says itself."""
    found = [status_fields(path.read_text()) for path in sorted((root / "var/lib/dpkg/status.d").iterdir())]
    return [deb_component(each["Package"], each["Version"], each["Architecture"], "files in the image",
                          supplier={"name": each["Maintainer"]}) for each in found]


def compiled_components(lock: Path) -> list[dict]:
    """Of the packages whose code is in the program by their headers."""
    lines = [line.split() for line in lock.read_text().splitlines() if line and not line.startswith("#")]
    return [deb_component(name, version, "amd64", "compiled in") for name, version in lines if name in CODE_IN_HEADERS]


def needed_by(name: str, packages: dict[str, dict], found: set[str]) -> None:
    """Adds the npm package and whatever it needs to run, nearest folder first as Node looks."""
    if name in found or name not in packages:
        return
    found.add(name)
    for wanted in packages[name].get("dependencies", {}):
        nested = f"{name}/node_modules/{wanted}"
        needed_by(nested if nested in packages else f"node_modules/{wanted}", packages, found)


def npm_component(name: str, entry: dict) -> dict:
    short = name.rpartition("node_modules/")[2]
    purl = f"pkg:npm/{quote(short, safe='/')}@{entry['version']}"
    algorithm, _, digest = entry["integrity"].partition("-")
    licence = str(entry.get("license", "")).strip("()")
    return {"type": "library", "bom-ref": purl, "name": short, "version": entry["version"], "purl": purl,
            "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
            "licenses": [{"expression": licence}] if licence else [],
            "properties": [{"name": "boxoffice:how", "value": "in the pages"}]}


def npm_components(lock: Path) -> list[dict]:
    packages = json.loads(lock.read_text())["packages"]
    found: set[str] = set()
    for wanted in packages[""].get("dependencies", {}):
        needed_by(f"node_modules/{wanted}", packages, found)
    return [npm_component(name, packages[name]) for name in sorted(found)]


def bill(image: Image, root: Path) -> dict:
    """The whole document; the same image gives the same one."""
    program = (root / "usr/bin/boxoffice").read_bytes()
    subject = {"type": "container", "bom-ref": "image", "name": image.name, "version": image.version,
               "purl": f"pkg:oci/{image.name}@{quote(image.digest)}?tag={quote(image.version)}",
               "hashes": [{"alg": "SHA-256", "content": image.digest.removeprefix("sha256:")}]}
    own = {"type": "application", "bom-ref": "program", "name": "boxoffice", "version": image.version,
           "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(program).hexdigest()}],
           "licenses": [{"license": {"id": "MIT"}}]}
    files = debian_components(root)
    inside = [*compiled_components(places.ROOT / "tools" / "packages.lock"),
              *npm_components(places.ROOT / "web" / "package-lock.json")]
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX",
            "specVersion": "1.6", "version": 1, "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, image.digest)}",
            "metadata": {"timestamp": image.created, "component": subject},
            "components": [own, *files, *inside],
            "dependencies": [{"ref": "image", "dependsOn": ["program", *(each["bom-ref"] for each in files)]},
                             {"ref": "program", "dependsOn": [each["bom-ref"] for each in inside]}]}


def findings_in(document: dict) -> list[str]:
    """What the schema does not allow, and references that lead nowhere."""
    tools.install(tools.PYTHON)
    wanted = json.loads((SCHEMAS / SCHEMA).read_text())
    beside = {urljoin(wanted["$id"], name): json.loads((SCHEMAS / name).read_text()) for name in OTHER_SCHEMAS}
    registry = Registry().with_resources(
        (place, Resource.from_contents(schema, default_specification=DRAFT7)) for place, schema in beside.items())
    wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
             for error in Draft7Validator(wanted, registry=registry).iter_errors(document)]
    known = {"image", *(each.get("bom-ref") for each in document["components"])}
    return wrong + [f"dependencies: nothing is called {name}" for each in document["dependencies"]
                    for name in each["dependsOn"] if name not in known]


def check_last() -> list[str]:
    """The bill of the image that was made last; before the first there is nothing to look at."""
    return findings_in(bill(made_image(), ROOT)) if (places.IMAGE / "image.json").exists() else []


CHECKS = [Check("bill of materials (CycloneDX)", check_last)]


def main(_arguments: list[str]) -> int:
    """Writes it and holds it against the schema; fails on any finding."""
    document = bill(made_image(), ROOT)
    findings = findings_in(document)
    SBOM.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    for finding in findings:
        print(f"NO  {finding}")
    print(f"{SBOM.relative_to(places.ROOT)}: {len(document['components'])} components of "
          f"{document['metadata']['component']['purl']}")
    return 1 if findings else 0
