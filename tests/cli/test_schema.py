"""JSON Schemas for editors, judged by another program's reading of them."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import Run
from places import BAD, BOOKS, REPOSITORY
from quick_yaml import safe_load

from nkbook.cli.schemas.kinds import KINDS, Kind, schema

BY_NAME = {kind.name: kind for kind in KINDS}


def plain(value: Any) -> Any:
    """Return what an editor sees of a value: days as text, keys as text."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def problems(kind: Kind, path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    value = tomllib.loads(text) if kind.is_toml else safe_load(text)
    found = jsonschema.Draft202012Validator(dict(schema(kind))).iter_errors(plain(value))
    return [error.message for error in found]


def files(root: Path) -> Iterator[tuple[Kind, Path]]:
    for kind in KINDS:
        globs = kind.files.partition("{")
        names = [f"{globs[0]}{name}*.yaml" for name in ("map", "chart", "timeline")]
        for pattern in names if globs[1] else [kind.files]:
            yield from ((kind, path) for path in sorted(root.glob(pattern)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_schemas_are_sound(kind: Kind) -> None:
    jsonschema.Draft202012Validator.check_schema(dict(schema(kind)))


@pytest.mark.parametrize(
    "root",
    [pytest.param(REPOSITORY, marks=pytest.mark.slow), *sorted(BOOKS.iterdir())],
    ids=lambda root: root.name,
)
def test_what_nkbook_reads_is_not_underlined(root: Path) -> None:
    found = {path: problems(kind, path) for kind, path in files(root)}
    assert not any(found.values()), found


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("book", "NK101-unknown-key"),
        ("book", "NK102-wrong-type"),
        ("book", "NK103-missing-key"),
        ("book", "NK106-unknown-format"),
        ("book", "NK106-role"),
        ("book", "NK106-value-not-allowed"),
        ("names", "NK220-broken-names"),
        ("index", "NK226-index-values"),
        ("references", "NK214-broken-references"),
    ],
)
def test_what_nkbook_refuses_is_underlined(kind: str, name: str) -> None:
    assert problems(BY_NAME[kind], BAD / name / BY_NAME[kind].files)


def test_an_editor_is_told_what_may_follow() -> None:
    found = schema(BY_NAME["book"])
    build = found["$defs"]["BuildTable"]["properties"]
    assert {"pdf", "epub", "print"} <= set(build["formats"]["items"]["enum"])
    assert "zh-Hant-HK" in build["editions"]["anyOf"][0]["items"]["enum"]
    assert build["formats"]["description"].startswith("The formats to make")


def test_schemas_on_the_command_line(run_here: Callable[..., Run], tmp_path: Path) -> None:
    assert "names       chapters/data/names.yaml" in run_here("schema").out
    assert json.loads(run_here("schema", "index").out)["title"].startswith("chapters/data/index")
    run = run_here("schema", "--into", tmp_path / "made")
    assert run.code == 0
    assert {path.name for path in (tmp_path / "made").iterdir()} == {
        f"{kind.name}.schema.json" for kind in KINDS
    }
