"""The only code that touches WeasyPrint: its fonts, its patches, its boxes, its log.

``engine`` is the one way in: a context manager inside which a document can be laid out with the
book's fonts alone and the patches in place. Outside it, WeasyPrint is as it came. Nothing here
imports WeasyPrint before ``engine`` is entered, because its libraries look for fonts when loaded.
"""

from __future__ import annotations

from nkbook.weasy.facts import Numbering, PageFacts, PlacedNote, Plates, Proof, TextStart
from nkbook.weasy.guards import PRODUCER
from nkbook.weasy.layout import Engine, Layout, engine
from nkbook.weasy.output.labels import LabelRange
from nkbook.weasy.reading.environment import PACKAGES
from nkbook.weasy.reading.messages import Message
from nkbook.weasy.reading.resources import File

__all__ = [
    "PACKAGES",
    "PRODUCER",
    "Engine",
    "File",
    "LabelRange",
    "Layout",
    "Message",
    "Numbering",
    "PageFacts",
    "PlacedNote",
    "Plates",
    "Proof",
    "TextStart",
    "engine",
]
