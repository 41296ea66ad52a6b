"""What a file says of itself: title, authors, dates, language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint
from weasyprint import DEFAULT_OPTIONS
from weasyprint.pdf import generate_pdf

from nkbook.weasy.reading.resources import BASE, fetcher


@dataclass(frozen=True, slots=True)
class Description:
    """The entries of a file's information dictionary (ISO 32000-1 §14.3.3), and its language."""

    facts: Mapping[str, bytes]
    language: str | None


def described(head: str, fonts: Any) -> Description:
    """Return what WeasyPrint says of a file by the head of its document.

    ``head`` is a document without pages; sections don't say what book they are of, so that a new
    date or title changes none of them.
    """
    source = weasyprint.HTML(string=head, base_url=BASE, url_fetcher=fetcher({}))
    document = source.render(font_config=fonts)
    pdf = generate_pdf(document, None, 1, **DEFAULT_OPTIONS)
    facts = {key: pydyf.Array([value]).data[1:-1] for key, value in pdf.info.items()}
    return Description(facts, document.metadata.lang)
