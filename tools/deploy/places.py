"""Where things are: what operators apply, the tools that check it, and what is made on the way."""
from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tools" / "deploy"
DEPLOY = ROOT / "deploy"
IMAGE_SOURCE = DEPLOY / "image"
MANIFESTS = DEPLOY / "kubernetes"
BASE = MANIFESTS / "base"
CANARY = MANIFESTS / "components" / "canary"
MESH = MANIFESTS / "components" / "mesh"
OVERLAYS = MANIFESTS / "overlays"
BUILD = ROOT / "build"
IMAGE = BUILD / "image"
TOOLS = BUILD / "deploy-tools"
PYTHON_PACKAGES = TOOLS / "python"
GO_PROGRAMS = TOOLS / "go"
GROOVY = TOOLS / "groovy"
SCHEMAS = TOOLS / "schemas"
API_SERVER = TOOLS / "api-server"
ETCD = TOOLS / "etcd"
MESH_PROGRAMS = TOOLS / "mesh"
KUBECTL = TOOLS / "kubectl" / "kubectl"
# As ./dev installs it (tools/requirements-go.txt).
GO = BUILD / "go" / "go" / "bin" / "go"
VIRTUAL_ENVIRONMENT = BUILD / "venv"
