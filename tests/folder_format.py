"""A format whose output is a folder, as a site's is, to test what the pipeline does with one."""

from __future__ import annotations

from pathlib import Path

from nkbook.formats.base import Artifact, FormatContext
from nkbook.model.publication import Publication
from nkbook.model.trees import text_of
from nkbook.project.config.formats import Format
from nkbook.project.config.options import TextTable


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write a page with the title, and the text of each chapter in a folder inside the folder."""
    texts = target / "text"
    texts.mkdir(parents=True)
    title = f"{publication.metadata.title}\nnkbook {context.version}\n"
    (target / "index.txt").write_text(title, encoding="utf-8")
    for page in publication.pages:
        if page.document:
            text = text_of(page.document.tree)
            (texts / f"{page.id}.txt").write_text(text, encoding="utf-8")
    return Artifact(target)


LEAVES = Format(
    name="leaves",
    title="散頁",
    file="{slug}-leaves",
    renderer="folder_format:render",
    options=TextTable,
)
