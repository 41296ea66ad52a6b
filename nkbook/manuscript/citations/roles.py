"""Who made a work besides its author, in CSL's roles, and the words for what they did."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nkbook.manuscript.citations.names import Name, names
from nkbook.manuscript.citations.words.native import Words, native
from nkbook.model.csl.item import CslItem
from nkbook.model.plain import Plain

# Who is named first: the first of these that the item has, with the word after a Western name.
_LEADERS = (
    ("author", ""),
    ("composer", ""),
    ("script_writer", ""),
    ("series_creator", ""),
    ("performer", ""),
    ("director", " (dir.)"),
    ("compiler", " (comp.)"),
    ("editor", " (ed.)"),
    ("editor_translator", " (ed.)"),
    ("editorial_director", " (ed.)"),
    ("curator", " (curator)"),
    ("translator", " (trans.)"),
)
# Those who only then lead a work if nobody else does, and need no word for it.
_SILENT = frozenset(("author", "composer", "script_writer", "series_creator", "performer"))
# What stands before Western names; Chinese ones are followed by a label.
_WESTERN: Mapping[str, str] = MappingProxyType(
    {
        "chair": "chaired by", "collection_editor": "series ed.", "compiler": "comp.",
        "composer": "music by", "contributor": "with", "curator": "curated by",
        "director": "dir.", "editor": "ed.", "editor_translator": "ed. and trans.",
        "editorial_director": "ed. dir.", "executive_producer": "exec. prod.",
        "guest": "guest", "host": "hosted by", "illustrator": "illus.",
        "interviewer": "interviewed by", "narrator": "narrated by",
        "organizer": "organized by", "performer": "performed by", "producer": "prod.",
        "script_writer": "written by", "series_creator": "created by", "translator": "trans.",
    }
)  # fmt: skip
# Those whose words a book could choose before there were labels for all roles.
_LABELS = {"editor": "edited", "translator": "translated", "director": "directed"}
_ENGLISH = native("en")
_PARTS = (
    "article",
    "bill",
    "chapter",
    "entry",
    "legal_case",
    "legislation",
    "paper-conference",
    "regulation",
    "review",
    "treaty",
)
_IN_CONTAINER = frozenset(("editor", "collection_editor"))


@dataclass(frozen=True, slots=True)
class Credit(Plain):
    """People in one role and the word for what they did: 譯 after them, or trans. before them."""

    role: str  # CSL's, with underscores
    names: tuple[Name, ...]
    word: str


def leaders(
    item: CslItem, labels: Mapping[str, str], chinese: bool
) -> tuple[str, tuple[Name, ...]]:
    """Return the role of who is named first, and their names with the word for it."""
    part = item.container_title and item.type.startswith(_PARTS)
    for role, western in _LEADERS:
        if role == "editor" and part:
            continue  # who edited what holds the work
        if people := getattr(item, role):
            mark = western
            if chinese:
                mark = "" if role in _SILENT else _label(role, labels)
            *others, last = people
            if len(people) > 1:
                mark = mark.replace("(ed.)", "(eds.)").replace("(comp.)", "(comps.)")
            return role, (*names(others), *names((last,), mark))
    return "", ()


def credited(
    item: CslItem,
    labels: Mapping[str, str],
    chinese: bool,
    besides: Collection[str],
    words: Words = _ENGLISH,
) -> tuple[Credit, ...]:
    """Return who else made the work, but for the roles ``besides`` and those of what holds it."""
    own = {"editor": words.edited, "translator": words.translated}
    thesis = item.type == "thesis"
    skipped = {*besides, *(_IN_CONTAINER if item.container_title else ())}
    # What Zotero has for contributors of a thesis are those who supervised it.
    labels = {**labels, "credit_contributor": labels["credit_supervisor"]} if thesis else labels
    own |= {"contributor": "supervised by"} if thesis else {}
    return tuple(
        Credit(role, names(people), _label(role, labels) if chinese else own.get(role, western))
        for role, western in _WESTERN.items()
        if role not in skipped and (people := getattr(item, role))
    )


def _label(role: str, labels: Mapping[str, str]) -> str:
    return labels[_LABELS.get(role, f"credit_{role}")]
