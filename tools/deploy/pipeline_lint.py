"""What is wrong with the pipelines: their own linters, and that both run the same verbs of ./dev in the same order."""
from __future__ import annotations

import re
from pathlib import Path

from . import image_lint, places, tools
from .check import Check
from .commands import answer_of
from .pipeline_stages import JENKINSFILE, WORKFLOW, of_jenkinsfile, of_workflow

# A credential is named by its id; what looks like one itself is found.
SECRET = re.compile(r"(?i)(password|token|secret)\s*[:=]\s*['\"]?(?!\s*(\$\{\{|credentials\())[A-Za-z0-9+/_-]{8,}")


def lint_workflow(path: Path) -> list[str]:
    """As actionlint says it, with shellcheck for what the steps run."""
    tools.install(tools.GO_PROGRAMS)
    told = answer_of([places.GO_PROGRAMS / "actionlint", "-no-color", "-oneline", "-shellcheck",
                      image_lint.program("shellcheck"), "-pyflakes=", path], folder=places.ROOT)
    return told.stdout.splitlines() or ([told.stderr] if told.returncode else [])


def lint_jenkinsfile(path: Path) -> list[str]:
    """Whether it is Groovy. What Jenkins' declarative syntax wants beyond that only a Jenkins can tell."""
    tools.install(tools.GROOVY)
    node = tools.node_folder()
    told = answer_of([node / "bin" / "node", places.GROOVY / "node_modules" / "npm-groovy-lint" / "lib" / "index.js",
                      "--noserver", "--failon", "error", "--loglevel", "error", path], folder=places.GROOVY,
                     environment={"PATH": f"{node / 'bin'}:/usr/bin:/bin"})
    return [] if told.returncode == 0 else [(told.stdout + told.stderr).strip()[-1500:]]


def compare_stages(jenkinsfile: str, workflow: str) -> list[str]:
    """Sentences about stages that differ, and about commands that are no verbs of ./dev."""
    ours, theirs = of_jenkinsfile(jenkinsfile), of_workflow(workflow)
    wrong = [f"{stage.name} runs '{stage.command}', which is no verb of ./dev" for stage in (*ours, *theirs)
             if not re.fullmatch(r"\./dev [a-z -]+", stage.command)]
    if ours != theirs:
        wrong.append("Jenkins runs " + "; ".join(f"{stage.name}: {stage.command}" for stage in ours) +
                     "\nGitHub runs " + "; ".join(f"{stage.name}: {stage.command}" for stage in theirs))
    wrong += [f"'{found[0]}' looks like a secret; name the credential by its id"
              for text in (jenkinsfile, workflow) for found in SECRET.finditer(text)]
    return wrong


CHECKS = [
    Check("pipelines: GitHub's workflow (actionlint)", lambda: lint_workflow(WORKFLOW)),
    Check("pipelines: the Jenkinsfile is Groovy", lambda: lint_jenkinsfile(JENKINSFILE)),
    Check("pipelines: both run the same verbs", lambda: compare_stages(JENKINSFILE.read_text(), WORKFLOW.read_text())),
]
