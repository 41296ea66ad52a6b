"""Writes the logical structure of a document: its root, and the trees that lead to the elements.

ISO 32000-1 §14.7. ``paint`` has read the pages into nodes and marked what is drawn of each.
"""

from __future__ import annotations

from typing import Any

import pydyf
import weasyprint.pdf

from nkbook.weasy.output.paint.elements import Elements, number
from nkbook.weasy.output.paint.marking import Archiving
from nkbook.weasy.output.paint.nodes import ROLE_MAP

_add_tags = weasyprint.pdf.add_tags


def add_tags(
    archiving: Archiving, pdf: Any, document: Any, pdf_version: Any, page_streams: Any
) -> None:
    """Add the structure of a document to its pydyf.PDF."""
    if document is not archiving.document:
        _add_tags(pdf, document, pdf_version, page_streams)
        return
    numbers = pydyf.Array()
    parents = pydyf.Dictionary({"Nums": numbers})
    pdf.add_object(parents)
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
    pdf.add_object(root)
    elements = Elements(archiving.marking, pdf, page_streams)
    elements.write(archiving.marking.tree.root, root.reference)
    number(len(page_streams), elements, numbers)
    root["K"] = pydyf.Array([elements.references[archiving.marking.tree.root]])
    root["ParentTreeNextKey"] = len(numbers) // 2
    root["RoleMap"] = role_map()
    if elements.ids:
        names = pydyf.Array(item for _, *pair in sorted(elements.ids) for item in pair)
        root["IDTree"] = pydyf.Dictionary({"Names": names})
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def role_map() -> Any:
    """Return the standard types that our own are mapped to."""
    return pydyf.Dictionary({own: f"/{name}" for own, name in ROLE_MAP.items()})
