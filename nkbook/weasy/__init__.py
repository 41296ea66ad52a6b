"""The only code that touches WeasyPrint: its fonts, its functions, its boxes, its log.

``engine`` is the one way in: a context manager inside which a document can be laid out with the
book's fonts alone and the patches in place. Outside it, WeasyPrint is as it came, and inside it for
documents of others. Nothing here imports WeasyPrint before ``engine`` is entered, because its
libraries look for fonts when they are loaded.

* ``reading``: what WeasyPrint reads (libraries, fonts, files), and what it reports
* ``compose``: Chinese lines; ``paging``: pages, footnotes, the index's numbers
* ``output.paint``: what pages show; ``output.join``: what a file has as a whole
* ``patches``: the table of all functions that are replaced, and why
* ``guards``: what WeasyPrint must be like for that

* ``sections``: one section laid out alone, as values, and the margin boxes of pages

All but ``output.join`` concerns one section of a book at a time (``layout.Layout`` is its record:
pages, notes, where texts begin, messages): along this line the layout of a book can be cut.
"""

from __future__ import annotations

from nkbook.weasy.facts import (
    PLATE,
    LaidOut,
    LostText,
    Numbering,
    PageFacts,
    PlacedNote,
    Plates,
    Proof,
    ShownPart,
    TextStart,
)
from nkbook.weasy.guards import PRODUCER
from nkbook.weasy.layout import Engine, Layout, engine
from nkbook.weasy.output.join.bound import Bound
from nkbook.weasy.output.join.labels import LabelRange
from nkbook.weasy.reading.environment import PACKAGES
from nkbook.weasy.reading.messages import Message
from nkbook.weasy.reading.resources import File
from nkbook.weasy.sections.paint_rules import only_paint
from nkbook.weasy.sections.values import (
    Dressed,
    Frame,
    Furniture,
    Paint,
    Section,
    SectionPage,
    SectionRecord,
    carried,
    drawn,
)

__all__ = [
    "PACKAGES",
    "PLATE",
    "PRODUCER",
    "Bound",
    "Dressed",
    "Engine",
    "File",
    "Frame",
    "Furniture",
    "LabelRange",
    "LaidOut",
    "Layout",
    "LostText",
    "Message",
    "Numbering",
    "PageFacts",
    "Paint",
    "PlacedNote",
    "Plates",
    "Proof",
    "Section",
    "SectionPage",
    "SectionRecord",
    "ShownPart",
    "TextStart",
    "carried",
    "drawn",
    "engine",
    "only_paint",
]
