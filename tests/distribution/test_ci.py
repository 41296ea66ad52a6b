"""The public continuous integration and the settings of editors: they name what there is."""

from __future__ import annotations

import configparser
import re
import tomllib
from typing import Any

import pytest
import yaml
from places import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
SETUP = (REPOSITORY / ".ci/setup.sh").read_text(encoding="utf-8")


def workflow(name: str = "ci.yml") -> dict[str, Any]:
    """Return a workflow; YAML 1.1 reads its key "on" as true."""
    text = (REPOSITORY / ".github/workflows" / name).read_text(encoding="utf-8")
    return {str(key): value for key, value in yaml.safe_load(text).items()}


def commands() -> list[str]:
    """Return the commands of all steps of all workflows."""
    return [
        step["run"]
        for path in WORKFLOWS
        for job in workflow(path.name)["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]


def test_the_workflows_name_targets_that_there_are() -> None:
    made = [re.findall(r"\bmake ([a-z-]+)", command) for command in commands()]
    named = {target for targets in made for target in targets}
    assert named == {"test", "docs", "build-dist"}
    assert named <= TARGETS


def test_the_workflows_name_set_ups_that_there_are() -> None:
    named = {word for command in commands() for word in re.findall(r"setup\.sh (\w+)", command)}
    assert named == {"system"}
    rows = re.findall(r"^    ([a-z |]+)\)$", SETUP, re.MULTILINE)
    cases = {word for row in rows for word in row.split()}
    assert named <= cases


def test_every_workflow_can_only_read() -> None:
    assert WORKFLOWS
    for path in WORKFLOWS:
        assert workflow(path.name)["permissions"] == {"contents": "read"}
        assert {"True", "jobs", "name"} <= workflow(path.name).keys()


def test_every_python_that_the_package_names_is_tested() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [
        found[1]
        for item in project["classifiers"]
        if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", item))
    ]
    assert workflow()["jobs"]["test"]["strategy"]["matrix"]["python"] == named
    assert project["requires-python"] == f">={named[0]}"


def test_every_target_of_the_makefile_is_declared_and_explained() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert set(phony.split()) == TARGETS
    explained = set(re.findall(r"^([a-z-]+):.*  ## \w", MAKEFILE, re.MULTILINE))
    assert explained == TARGETS


def test_pre_commit_runs_the_linters_of_make() -> None:
    text = (REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = [hook for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]
    local = {hook["entry"].split(" --")[0] for hook in hooks if hook.get("language") == "system"}
    assert local == {".venv/bin/ruff check", ".venv/bin/ruff format", ".venv/bin/mypy"}
    for entry in local:
        assert entry.replace(".venv", "$(VENV)") in MAKEFILE


def test_the_files_are_as_editors_are_told() -> None:
    """Every text file: UTF-8, lines end in a single line feed, no blanks at the ends of lines."""
    editors = configparser.ConfigParser(strict=True)
    text = (REPOSITORY / ".editorconfig").read_text(encoding="utf-8")
    editors.read_string("[DEFAULT]\n" + text)
    assert editors["*"]["max_line_length"] == "100"
    kinds = {".py", ".css", ".j2", ".toml", ".yaml", ".yml", ".sh", ".mjs", ".tsv", ".cfg"}
    wrong = [
        str(path.relative_to(REPOSITORY))
        for top in ("nkbook", "styles", "tests", "fonts", ".ci", ".github", "chapters")
        for path in sorted((REPOSITORY / top).rglob("*"))
        if path.suffix in kinds and not {"bad", "node_modules"} & set(path.parts)
        for data in [path.read_bytes()]
        if b"\r" in data or not data.endswith(b"\n") or re.search(rb"[ \t]\n", data)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["SECURITY.md", "CODE_OF_CONDUCT.md", "docs/release.md"])
def test_the_documents_for_contributors_name_targets_that_there_are(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    named = {target for words in re.findall(r"`make ([a-z -]+)", text) for target in words.split()}
    assert named <= TARGETS
