"""Loppo: ``chapters.yml``, a list of files and their titles; a folder among them begins a part."""

from __future__ import annotations

from nkbook.importing.contents import shaped
from nkbook.importing.folder import Folder, listed, mapping, parse_yaml, words
from nkbook.importing.model import Node, Outline
from nkbook.importing.rewrites.containers import containers
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.sources.people import people

NAME = "loppo"
_CONTENTS, _SETTINGS = "chapters.yml", "loppo.yml"
_INDEXES = ("index.md", "README.md", "readme.md")


def detect(folder: Folder) -> bool:
    """Return True if the folder has the contents and the settings of Loppo."""
    return folder.has(_CONTENTS) and folder.has(_SETTINGS)


def outline(folder: Folder) -> Outline:
    """Return the book of ``chapters.yml``, whose paths begin at the folder of the texts."""
    settings = folder.yaml(_SETTINGS)
    root = words(settings.get("dir")).strip("/") or "docs"
    body: list[Node] = []
    for entry in listed(parse_yaml(folder.text(_CONTENTS) or "", _CONTENTS)):
        for path, title in mapping(entry).items():
            here = f"{root}/{path}"
            if here.endswith("/"):
                texts = (f"{here}{one}" for one in _INDEXES)
                own = tuple(Node(path=one) for one in texts if folder.has(one))[:1]
                body.append(Node(words(title), children=own, part=True))
                continue
            node = Node(words(title), here)
            inside = body and body[-1].part and path.count("/") > 0
            if inside:
                body[-1] = Node(body[-1].title, children=(*body[-1].children, node), part=True)
            else:
                body.append(node)
    return Outline(
        title=words(settings.get("site")),
        authors=people(words(settings.get("author"))),
        root=root,
        body=shaped(body),
        rewrites=(containers, highlights),
    )
