"""The documents that the tests read: where they are, and their examples."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click
from places import REPOSITORY

from nkbook.cli import cli

DOCS = REPOSITORY / "docs"
sys.path[:0] = [str(DOCS / "_ext"), str(DOCS)]

examples = importlib.import_module("examples")
make_pictures = importlib.import_module("make_pictures")
schema = importlib.import_module("schema")
values = importlib.import_module("values")

PAGES = sorted(path for path in DOCS.rglob("*.md") if "example" not in path.parts)
AT_THE_ROOT = [
    REPOSITORY / f"{name}.md" for name in ("README", "README.zh-Hant", "CONTRIBUTING", "CHANGELOG")
]
GUIDES = sorted([*(DOCS / "guide").glob("*.md"), *(DOCS / "zh-Hant").glob("*.md")])


def name(path: Path) -> str:
    """Return a file's path in the repository, by which tests are named."""
    return path.relative_to(REPOSITORY).as_posix()


def commands() -> dict[str, click.Command]:
    """Return the verbs of the command line, by name."""
    context = click.Context(cli)
    found = {verb: cli.get_command(context, verb) for verb in cli.list_commands(context)}
    return {verb: command for verb, command in found.items() if command is not None}
