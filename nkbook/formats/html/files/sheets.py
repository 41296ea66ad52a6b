"""Stylesheets of formats whose pages are files: where their pictures are, and what they hide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import cssselect2

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.html.files.layout import relative
from nkbook.formats.html.files.losses import WrittenPage
from nkbook.formats.html.screens.long_formulas import IN_TEXT
from nkbook.formats.html.screens.scaled_formulas import SCALED, SCALED_IN_TEXT
from nkbook.look.css.addresses import is_inside
from nkbook.look.css.cleaning import cleaned
from nkbook.look.theme import Theme
from nkbook.maths import MATHML
from nkbook.model.document import Element
from nkbook.model.publication import Publication
from nkbook.model.trees import has_class

_WORDS = 30  # characters of what is hidden
_SAMPLE = 60  # characters of an address that a message prints


# What needs rules that only newer engines know, so that books without it have none: the element,
# its class, and its stylesheet.
_FEATURES = (
    ("ruby", "bopomofo", "epub-bopomofo.css"),
    (f"{MATHML}math", IN_TEXT, "epub-formulas.css"),
    ("div", SCALED, "epub-scaled.css"),
    ("span", SCALED_IN_TEXT, "epub-scaled.css"),
)


def sheets_for(trees: Iterable[Element]) -> tuple[str, ...]:
    """Return the theme's stylesheets for what is in these pages and not in every book."""
    trees = tuple(trees)
    needed = (
        sheet
        for tag, name, sheet in _FEATURES
        if any(has_class(one, name) for tree in trees for one in tree.iter(tag))
    )
    return tuple(dict.fromkeys(needed))


def with_pictures(
    sheets: Iterable[str],
    name: str,
    images: Mapping[str, str],
    shown: Collection[str],
    format: str,
) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return stylesheets as one, the file ``name``, and NK317 for pictures that are not there.

    A rule may show the pictures that chapters show too. ``images`` are their names in the format by
    those in the book, of which those are there that are ``shown``.
    """
    by_name = {unquote(href): image for href, image in images.items() if image in shown}

    def placed(address: str) -> str | None:
        if not is_inside(address):
            return address  # in the sheet itself: the theme has seen to that
        image = by_name.get(unquote(address.strip()))
        return None if image is None else quote(relative(name, image))

    css: list[str] = []
    found: list[Diagnostic] = []
    for sheet in sheets:
        clean = cleaned(sheet, placed) if "(" in sheet and _may_name(sheet) else None
        css.append(sheet if clean is None else clean.css)
        for _, what in clean.dropped if clean else ():
            message = (
                f'"{what.strip()[:_SAMPLE]}", which a stylesheet names, is not in the {format}'
            )
            hint = "show the picture in a chapter too, or put it into the sheet as a data: address"
            found.append(diagnostic("NK317", message, hint=hint))
    return "\n".join(filter(None, css)), tuple(dict.fromkeys(found))


def _may_name(sheet: str) -> bool:
    return any(word in sheet.lower() for word in ("url", "image", "src", "\\"))


def hidden_text(
    publication: Publication,
    files: Mapping[str, Sequence[WrittenPage]],
    theme: Theme,
    format: str = "EPUB",
) -> Iterator[Diagnostic]:
    """Yield NK422 for each declaration of the book's own stylesheets that hides words of a chapter.

    ``files`` are those of pages, by id; ``format`` is its name in messages.
    """
    rules = [(where, one) for where, one in theme.hiding_rules() if one.surely]
    if not rules:
        return
    matcher = cssselect2.Matcher()
    for number, (_, one) in enumerate(rules):
        for selector in one.selectors:
            matcher.add_selector(selector, number)
    samples: dict[int, str] = {}
    for page in publication.pages:
        if page.document is None:
            continue
        for file in files[page.id]:
            root = ElementTree.fromstring(file.data)  # noqa: S314 — we wrote it
            for element in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
                words = " ".join("".join(element.etree_element.itertext()).split())
                for *_, number in matcher.match(element) if words else ():
                    samples.setdefault(number, words[:_WORDS])
    for number, words in sorted(samples.items()):
        where, one = rules[number]
        message = f'"{one.what}" hides text in the {format}: "{words}"'
        yield diagnostic("NK422", message, where, "if it is meant for paper: @media print { … }")
