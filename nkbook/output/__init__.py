"""The output folder: files are made in a temporary folder and put in place together."""

from __future__ import annotations

from nkbook.output.ledger import rewrite
from nkbook.output.manifest import MANIFEST, Finished, Row
from nkbook.output.publish import publish
from nkbook.output.replacing import replace_content
from nkbook.output.workspace import workspace, write_errors

__all__ = [
    "MANIFEST",
    "Finished",
    "Row",
    "publish",
    "replace_content",
    "rewrite",
    "workspace",
    "write_errors",
]
