"""The kinds of files that have a schema, and their schemas (JSON Schema, draft 2020-12).

They are made from the models by which nkbook itself reads the files. A schema says what a file may
look like; what takes more than its form to see (an ISBN's last digit, a file that is not there) is
for ``nkbook check`` to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from nkbook.manuscript.figures.model import AnyFigure
from nkbook.model.csl.item import CslItem
from nkbook.pipeline.catalogue.listing import CatalogueFile
from nkbook.project.bibliographies.csl_files import TOPS
from nkbook.project.config.tables import BOOK_TOML, BookToml
from nkbook.project.glossary import NAMES, NameEntry
from nkbook.project.index_notes import INDEX, IndexFile
from nkbook.project.references import REFERENCES


@dataclass(frozen=True, slots=True)
class Kind:
    """A row: ``files`` is a glob below the book's folder; ``listed`` files are lists of the model.

    A list may stand ``under`` one of several keys instead of alone. In a file that is read
    ``as_text``, a number, a date or true stands for its letters.
    """

    name: str
    files: str
    model: type[BaseModel]
    listed: bool = False
    under: tuple[str, ...] = ()
    as_text: bool = False

    @property
    def file_name(self) -> str:
        """Return the name that the schema's file has beside those of the other kinds."""
        return f"{self.name}.schema.json"

    @property
    def is_toml(self) -> bool:
        """Return True if the files are TOML; the others are YAML."""
        return self.files.endswith(".toml")


KINDS = (
    Kind("book", BOOK_TOML, BookToml),
    Kind("names", f"chapters/{NAMES}", NameEntry, listed=True, as_text=True),
    Kind("index", f"chapters/{INDEX}", IndexFile, as_text=True),
    Kind("references", f"chapters/{REFERENCES}", CslItem, True, TOPS, as_text=True),
    Kind("figure", "chapters/**/{map,chart,timeline}*.yaml", AnyFigure),
    Kind("catalogue", "catalogue.toml", CatalogueFile),
)


def schema(kind: Kind) -> Mapping[str, Any]:
    """Return the schema of a kind of file."""
    shape: Any = list[kind.model] if kind.listed else kind.model  # type: ignore[name-defined]
    found = TypeAdapter(shape).json_schema(by_alias=True, mode="validation")
    if kind.under:
        found = _under(found, kind.under)
    if kind.as_text:
        found = _as_text(found)
    title = f"{kind.files} of nkbook"
    return {"$schema": GenerateJsonSchema.schema_dialect, **found, "title": title}


def _under(found: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a list that stands alone or under one of some keys."""
    items = {"type": "array", "items": found["items"]}
    named = [{"type": "object", "properties": {key: items}, "required": [key]} for key in keys]
    return {"$defs": found["$defs"], "anyOf": [items, *named]}


def _as_text(node: Any) -> Any:
    """Return a schema in which what asks for text takes numbers and switches too."""
    if isinstance(node, list):
        return [_as_text(part) for part in node]
    if not isinstance(node, dict):
        return node
    made = {key: _as_text(part) for key, part in node.items()}
    if made.get("type") == "string" and "enum" not in made:
        made["type"] = ["string", "number", "boolean"]
    return made
