"""What stands for a citation whose keys are no sources: links into the book, or its own words."""

from __future__ import annotations

from markupsafe import Markup

from nkbook.manuscript.citations.fragments import inside
from nkbook.manuscript.citations.keys import Keys
from nkbook.model.document import Citation


def written(citation: Citation) -> Markup:
    """Return a group as the manuscript has it, its mark-up read; of @key what comes after it."""
    parts = [
        Markup("{}{}{}{}").format(
            item.lead, inside(item.prefix), item.written, inside(item.locator)
        )
        for item in citation.items
    ]
    opening = Markup("") if citation.bare else Markup("[")
    return opening + Markup("").join(parts) + citation.end


def linked(citation: Citation, keys: Keys) -> Markup:
    """Return a group as links whose words are the numbers or titles of what they lead to.

    A link keeps the key as it is written, for what has neither.
    """
    links = []
    for item in citation.items:
        key, rest = keys.split(item.key)
        if key not in keys.places:
            links.append(Markup("{}@{}").format(inside(item.prefix), item.key))
            continue
        link = Markup('<a class="xref" href="#{}" data-line="{}" data-written="@{}"/>').format(
            keys.places[key], citation.location.line, key
        )
        links.append(inside(item.prefix) + link + rest)
    return links[0] + written(citation) if citation.bare else Markup("、").join(links)
