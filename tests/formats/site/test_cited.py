"""How the site says that the book is cited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from publications import written

from nkbook.formats.site.citation import citation


def test_a_style_in_csl_is_for_the_sources_alone(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "字。")
    edition = replace(publication.edition, citation_style="apa.csl")
    ours = citation(replace(publication, edition=edition), context.templates)
    assert ours == citation(publication, context.templates)
    assert publication.metadata.title in ours.whole
