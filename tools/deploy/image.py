"""The image of deploy/image/Dockerfile, made by buildah without a Docker engine, as an OCI layout.

Its base is made of Debian's own packages (mmdebstrap), so no registry is asked for anything. Everything lies in
build/image: `layout` is the image, `image.json` what it is called, `root` the files that are in it.
"""
from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path

import make_root

from cluster.progress import Progress

from . import facts, places
from .commands import run
from .problems import DeployProblem

SUITES = ("deb http://deb.debian.org/debian bookworm main",
          "deb http://deb.debian.org/debian bookworm-updates main",
          "deb http://deb.debian.org/debian-security bookworm-security main")
# What install_packages and make_root.py work with; ca-certificates for what is compiled in an image.
HELPERS = ("binutils", "python3")
SIZE_MAX_BYTES = 80 * 1000 * 1000


@dataclass(frozen=True)
class Image:
    """What was made. `digest` is that of its manifest, `size` of its files, in bytes."""
    name: str
    version: str
    digest: str
    revision: str
    created: str
    size: int


class Workshop:
    """buildah with a store of its own in `folder`: nothing of the machine's images is seen or changed."""

    def __init__(self, folder: Path = places.IMAGE, progress: Progress = Progress(quiet=True)) -> None:
        self.folder = folder
        self.layout = folder / "layout"
        self.progress = progress

    def buildah(self, what: str, *words: str | Path) -> str:
        if not shutil.which("buildah"):
            raise DeployProblem("buildah is missing: ./dev image installs what tools/packages-image.txt lists.")
        return run(what, ["buildah", "--root", self.folder / "storage", "--runroot", self.folder / "run",
                          "--storage-driver", "vfs", *words], folder=places.ROOT,
                   environment={"BUILDAH_ISOLATION": "chroot"})

    # ---- the base: a Debian with what the stage `root` needs

    def base_archive(self) -> Path:
        """A Debian with the packages of the lock; made once for each lock, at the versions that Debian has then."""
        archive = self.place_of_base()
        if not archive.exists():
            self.make_base(set(make_root.read_lock(make_root.LOCK)), archive)
        return archive

    def make_base(self, packages: set[str], archive: Path) -> None:
        """Asks Debian for these packages, at the versions it has now."""
        names = sorted({*HELPERS, *packages})
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = archive.with_name("base-new.tar")
        with self.progress.step("a Debian of its packages, once for each packages.lock"):
            run("Making a Debian of its packages", [
                "mmdebstrap", "--variant=apt", "--mode=root", f"--include={','.join(names)}", "bookworm", fresh,
                *SUITES], environment={"SOURCE_DATE_EPOCH": str(facts.gather().moment)})
        fresh.rename(archive)

    def take_base_of(self, other: Workshop) -> None:
        """The other's archive, instead of asking Debian again."""
        archive = other.base_archive()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        os.link(archive, self.folder / archive.name)

    def place_of_base(self) -> Path:
        known = "\n".join((*HELPERS, *SUITES, make_root.LOCK.read_text()))
        return self.folder / f"base-{hashlib.sha256(known.encode()).hexdigest()[:12]}.tar"

    def base(self) -> str:
        """The base's name in the store."""
        archive = self.base_archive()
        name = f"localhost/boxoffice-debian:{archive.stem.removeprefix('base-')}"
        if name not in self.buildah("Looking for the base", "images", "--format", "{{.Name}}:{{.Tag}}").split():
            context = self.folder / "base"
            shutil.rmtree(context, ignore_errors=True)
            context.mkdir()
            os.link(archive, context / "base.tar")
            (context / "Dockerfile").write_text('FROM scratch\nADD base.tar /\nCMD ["/bin/sh"]\n')
            self.buildah("Taking the base", "bud", "--layers=false", "--timestamp", "0", "--tag", name, context)
            shutil.rmtree(context)
        return name

    # ---- the image

    def make(self, build: facts.Facts, *, stage: str = "prebuilt", exactly: bool = False) -> Image:
        """Makes the image and writes it into the layout, alone there. The same inputs give the same digest."""
        base = self.base()
        name = f"localhost/boxoffice:{build.version}"
        arguments = {"DEBIAN_IMAGE": base, "PROGRAM_STAGE": stage, "SOURCE_DATE_EPOCH": str(build.moment),
                     "VERSION": build.version, "REVISION": build.revision, "CREATED": build.created,
                     "EXACTLY": "1" if exactly else ""}
        with self.progress.step("the steps of the Dockerfile"):
            # In Docker's format: buildah leaves the health check out of OCI's.
            told = self.buildah(
                "Making the image", "bud", "--format", "docker", "--pull-never", "--layers=false",
                "--timestamp", str(build.moment), "--file", places.IMAGE_SOURCE / "Dockerfile", "--tag", name,
                *(word for pair in arguments.items() for word in ("--build-arg", "=".join(pair))), places.ROOT)
        for line in filter(lambda each: each.startswith("note: "), told.splitlines()):
            self.progress.say(f"      {line}")
        with self.progress.step("an OCI layout of it"):
            self.write_layout(name, build.version)
        made = Image("boxoffice", build.version, self.manifest_digest(), build.revision, build.created, self.size())
        self.write_down(made)
        return made

    def write_down(self, made: Image) -> None:
        """What made_image() tells from now on."""
        (self.folder / "image.json").write_text(json.dumps(asdict(made), indent=1) + "\n")

    def write_layout(self, name: str, version: str) -> None:
        shutil.rmtree(self.layout, ignore_errors=True)
        self.buildah("Writing the image", "push", name, f"oci:{self.layout}:{version}")
        told = self.buildah("Looking at the image", "inspect", "--type", "image", name)
        self.add_to_configuration({"Healthcheck": json.loads(told)["Docker"]["config"]["Healthcheck"]})
        self.buildah("Clearing away", "rm", "--all")
        self.buildah("Clearing away", "rmi", "--prune")
        self.unpack()

    def add_to_configuration(self, more: dict) -> None:
        """What engines read there beside what OCI names, as Docker's own builder writes it."""
        index = json.loads((self.layout / "index.json").read_text())
        manifest, configuration = self.manifest(), self.configuration()
        configuration["config"] |= more
        for replaced in (manifest["config"], index["manifests"][0]):
            self.blob(replaced["digest"]).unlink()
        manifest["config"] |= self.put_blob(configuration)
        index["manifests"][0] |= self.put_blob(manifest)
        (self.layout / "index.json").write_text(json.dumps(index))

    def put_blob(self, content: dict) -> dict:
        data = json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        self.blob(digest).write_bytes(data)
        return {"digest": digest, "size": len(data)}

    def blob(self, digest: str) -> Path:
        return self.layout / "blobs" / Path(*digest.split(":"))

    def manifest_digest(self) -> str:
        (only,) = json.loads((self.layout / "index.json").read_text())["manifests"]
        return str(only["digest"])

    def manifest(self) -> dict:
        return json.loads(self.blob(self.manifest_digest()).read_text())

    def configuration(self) -> dict:
        """The image's own words: user, environment, labels, what is started."""
        return json.loads(self.blob(self.manifest()["config"]["digest"]).read_text())

    def unpack(self) -> Path:
        """The files of the image in `root`, with their owners when root unpacks."""
        root = self.folder / "root"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        for layer in self.manifest()["layers"]:
            with tarfile.open(self.blob(layer["digest"])) as archive:
                archive.extractall(root, numeric_owner=True)
        return root

    def size(self) -> int:
        files = (path for path in (self.folder / "root").rglob("*") if path.is_file() and not path.is_symlink())
        return sum(path.stat().st_size for path in files)


def made_image(folder: Path = places.IMAGE) -> Image:
    """What the last ./dev image made. Raises DeployProblem when there is none."""
    file = folder / "image.json"
    if not file.exists():
        raise DeployProblem("There is no image yet; ./dev image makes one.")
    return Image(**json.loads(file.read_text()))
