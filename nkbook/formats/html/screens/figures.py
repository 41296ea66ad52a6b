"""Figures on screens: drawings that a phone shows in letters to read, their names, their data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from nkbook.look.drawings import SVG_TYPE, drawing
from nkbook.model.book import Resource
from nkbook.model.document import Element
from nkbook.model.elements import SVG
from nkbook.model.trees import has_class

DATA = "data"  # class of the details that hold a figure's numbers
_TITLE, _DESCRIPTION = f"{SVG}title", f"{SVG}desc"


def add_data(root: Element, resources: Mapping[str, Resource], labels: Mapping[str, str]) -> None:
    """Put the data of drawn figures under them as tables that can be opened, in place.

    ``resources`` are the pictures by the names that the tree has for them.
    """
    for image in [one for one in root.iter("img") if one.get("src") in resources]:
        rows = resources[str(image.get("src"))].rows
        figure = next(image.iterancestors("figure"), None)
        if not rows or figure is None:
            continue
        around = figure.getparent()
        if around is not None and has_class(around, "side-by-side"):
            figure = around  # those of both are below both
        details = etree.Element("details", {"class": DATA})
        details.tail, figure.tail = figure.tail, None
        figure.addnext(details)
        etree.SubElement(details, "summary").text = labels["figure_data"]
        details.append(_table(rows))


def _table(rows: tuple[tuple[str, ...], ...]) -> Element:
    heads, *others = rows
    table = etree.Element("table")
    row = etree.SubElement(etree.SubElement(table, "thead"), "tr")
    for words in heads:
        etree.SubElement(row, "th", {"scope": "col"}).text = words
    body = etree.SubElement(table, "tbody")
    for cells in others:
        row = etree.SubElement(body, "tr")
        etree.SubElement(row, "th", {"scope": "row"}).text = cells[0]
        for words in cells[1:]:
            etree.SubElement(row, "td").text = words
    return table


def for_phones(resource: Resource, words: str) -> Resource:
    """Return a picture for screens: the narrow drawing if there is one, a drawing with its name.

    ``words`` are those in its place. A drawing that is opened by itself is named by them then
    (``title`` and ``desc``, SVG 2 §5.7), unless its author has done so.
    """
    if resource.small is not None:
        resource = replace(resource, data=resource.small)
    if resource.media_type != SVG_TYPE or not words:
        return resource
    root = drawing(resource.read())
    if root.find(_TITLE) is not None:
        return resource
    root.set("role", "img")
    title = etree.Element(_TITLE)
    short, stop, _ = words.partition("。")
    title.text = short
    root.insert(0, title)
    if stop and short != words.rstrip("。"):
        description = etree.Element(_DESCRIPTION)
        description.text = words
        root.insert(1, description)
    return replace(resource, data=etree.tostring(root, encoding="utf-8", xml_declaration=True))
