"""Embeds small subsets of the book's fonts: for headings, and for letters that devices may lack.

Body text is left to the reader's own font. Each subset holds only the characters it is used for.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial

import uharfbuzz
from fontTools.ttLib import TTFont
from lxml import etree

from nkbook.formats.html.western import WESTERN_MARK
from nkbook.locales.registry import locales
from nkbook.look.fonts import FontFace, FontSet
from nkbook.model.document import Element
from nkbook.model.elements import HEADINGS, MATHML, SVG
from nkbook.model.trees import KINDS, has_class
from nkbook.store import Store
from nkbook.typesetting.han import EAST_ASIAN, WESTERN, is_ideograph

EMBEDDED = "embedded"  # class of a word set in an embedded font
_HEADING_TAGS = frozenset((*HEADINGS, "header"))
_HEADING_CLASS = "title"
_CODE_TAGS = frozenset(("code", "kbd", "pre", "samp"))
_BOLD_CODE = "c-keyword"
_BOLD_TAGS = frozenset(("strong", "b", "th", "dt"))
_REGULAR, _BOLD = 400, 700
_NAME_IDS, _POSTSCRIPT_NAME = (1, 3, 4, 6, 16), 6  # OpenType name table: all that name the font
_FEATURES = ("calt", "ccmp", "kern", "liga", "locl", "mark", "mkmk", "vert", "vrt2")
_WORDS = re.compile(f"{WESTERN}+")
_RUN = re.compile(rf"{_WORDS.pattern}(?: {_WORDS.pattern})*")
_EAST_ASIAN = re.compile(f"[{EAST_ASIAN}]")
# The tones of bopomofo: GBK and Big5 hold them, and they are set as wide as its letters.
_TONES = frozenset("ˊˇˋ˙")


@dataclass(slots=True)
class Usage:
    """The characters that the book sets in embedded fonts."""

    heading: set[str] = field(default_factory=set)
    code: dict[int, set[str]] = field(default_factory=lambda: {_REGULAR: set(), _BOLD: set()})
    text: dict[int, set[str]] = field(default_factory=lambda: {_REGULAR: set(), _BOLD: set()})
    had: set[str] = field(default_factory=set)  # by every reader's own fonts, as far as was asked

    def lacks(self, text: str) -> bool:
        """Return whether any character of a text needs an embedded font: most texts have none."""
        new = set(text) - self.had
        lacking = {character for character in new if is_lacking(character)}
        self.had |= new - lacking
        return bool(lacking)


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A subset ready to pack; ``stack`` is what its families are for: heading, code or text."""

    stack: str
    family: str
    weight: int
    name: str  # file name inside the package
    media_type: str
    data: bytes


@lru_cache(maxsize=KINDS)
def is_lacking(character: str) -> bool:
    """Return True if e-readers may have no glyph for a character, or an ugly full-width one.

    What Latin-1 or the charset of a locale (Big5, GBK) holds is safe, but not the Cyrillic, Greek
    and pinyin letters in them: Chinese fonts draw those an em wide.
    """
    if character <= "\xff" or character in _TONES:
        return False
    if unicodedata.category(character)[0] in "LM" and not _EAST_ASIAN.match(character):
        return True
    return not any(_encodes(character, one.charsets.fonts) for one in locales().values())


def _encodes(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def mark(root: Element, usage: Usage) -> None:
    """Wrap words that need an embedded font in ``span.embedded`` and note all characters so set."""
    _mark(root, usage, heading=False, weight=_REGULAR)


def _mark(
    element: Element, usage: Usage, *, heading: bool, weight: int, code: bool = False
) -> None:
    if str(element.tag).startswith((MATHML, SVG)):
        return  # readers have fonts of their own for formulas
    code = code or element.tag in _CODE_TAGS
    heading = heading or element.tag in _HEADING_TAGS or has_class(element, _HEADING_CLASS)
    if element.tag in _BOLD_TAGS or has_class(element, _BOLD_CODE):
        weight = _BOLD
    for child in [child for child in element if isinstance(child.tag, str)]:
        _mark(child, usage, heading=heading, weight=weight, code=code)
    if has_class(element, WESTERN_MARK):
        usage.text[_BOLD if heading else weight].update(element.text or "")
        element.set("class", f"{WESTERN_MARK} {EMBEDDED}")
    else:
        _mark_texts(element, usage, heading=heading, weight=weight, code=code)


def _mark_texts(element: Element, usage: Usage, *, heading: bool, weight: int, code: bool) -> None:
    """Mark the words of an element that are in none of its children."""
    texts: list[tuple[Element | None, str | None]] = [(None, element.text)]
    texts += [(child, child.tail) for child in element]
    for before, text in texts:
        if not text:
            continue
        if code:
            usage.code[_BOLD if heading else weight].update(text)
        elif heading:
            usage.heading.update(text)
            continue
        if not usage.lacks(text):
            continue
        pieces = list(_pieces(text, han_only=code))
        usage.text[weight].update(*(piece for piece, lacking in pieces if lacking))
        if len(pieces) == 1 and pieces[0][1] and element.tag == "span" and len(element) == 0:
            element.set("class", " ".join([*element.get("class", "").split(), EMBEDDED]))
        elif any(lacking for _, lacking in pieces):
            _replace(element, before, pieces)


def _pieces(text: str, *, han_only: bool = False) -> Iterator[tuple[str, bool]]:
    """Cut a text into stretches for the reader's font (False) and for an embedded one (True)."""
    start = 0
    for first, last in sorted(_stretches(text, han_only)):
        if first > start:
            yield text[start:first], False
        yield text[first:last], True
        start = last
    if start < len(text):
        yield text[start:], False


def _stretches(text: str, han_only: bool) -> Iterator[tuple[int, int]]:
    """Yield what needs an embedded font: words, a phrase if half of its words do, rare Han."""
    for run in () if han_only else _RUN.finditer(text):
        words = list(_WORDS.finditer(text, *run.span()))
        lacking = [word.span() for word in words if any(map(is_lacking, word[0]))]
        yield from [run.span()] if lacking and 2 * len(lacking) >= len(words) else lacking
    for character in _EAST_ASIAN.finditer(text):
        if is_lacking(character[0]) and (not han_only or is_ideograph(character[0])):
            yield character.span()


def _replace(element: Element, before: Element | None, pieces: list[tuple[str, bool]]) -> None:
    """Put pieces of text in the place of an element's text or of a child's tail."""
    if before is None:
        element.text, at = None, 0
    else:
        before.tail, at = None, element.index(before) + 1
    for piece, lacking in pieces:
        if lacking:
            before = etree.Element("span", {"class": EMBEDDED})
            before.text = piece
            element.insert(at, before)
            at += 1
        elif before is None:
            element.text = piece
        else:
            before.tail = piece


def embed(usage: Usage, fonts: FontSet, store: Store) -> tuple[EmbeddedFont, ...]:
    """Return the subsets for the used characters, Chinese faces last for words in text.

    ``store`` keeps them: to cut one out of a large font takes a tenth of a second.
    """
    faces = [face for face in fonts.faces if face.style == "normal"]
    code = [face for face in faces if face.role == FontSet.MONO]
    words = [face for face in faces if face not in code] + code
    place = {family: place for place, family in enumerate(fonts.stack(chinese_first=False))}
    western_first = sorted(words, key=lambda face: place[face.family])
    made = [*_subsets("heading", usage.heading, words, _BOLD, store)]
    for weight, characters in usage.code.items():
        made += _subsets("code", characters, code, weight, store)
    for weight, characters in usage.text.items():
        made += _subsets("text", characters, western_first, weight, store)
    return tuple(made)


def _subsets(
    stack: str, characters: Iterable[str], faces: list[FontFace], weight: int, store: Store
) -> Iterator[EmbeddedFont]:
    """Yield one subset for each family that is first to have one of the characters."""
    rest = {ord(character) for character in characters if _is_visible(character)}
    for number, family in enumerate(dict.fromkeys(face.family for face in faces), 1):
        of_family = (face for face in faces if face.family == family)
        face = min(of_family, key=lambda face: abs(face.weight - weight))
        source = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)))
        if found := rest & set(source.unicodes):
            rest -= found
            name = f"nkbook {stack} {number}"
            data = store.made(
                "font",
                partial(_cut, source, found, name),
                font=store.digest(face.path),
                characters=found,
                name=name,
            )
            kind = "otf" if data[:4] == b"OTTO" else "ttf"
            file = f"fonts/{stack}-{number}-{weight}.{kind}"
            yield EmbeddedFont(stack, name, weight, file, f"font/{kind}", data)


def _is_visible(character: str) -> bool:
    # Python has "Cn", unassigned, for ideographs newer than itself.
    return unicodedata.category(character)[0] != "C" or is_ideograph(character)


def _cut(source: uharfbuzz.Face, codes: set[int], name: str) -> bytes:
    return _renamed(_subset(source, codes), name)


def _subset(source: uharfbuzz.Face, codes: set[int]) -> bytes:
    plan = uharfbuzz.SubsetInput()
    plan.unicode_set.update(codes)
    plan.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    plan.layout_feature_tag_set.clear()
    plan.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in _FEATURES)
    plan.name_id_set.update((13, 14))  # the licence goes with the font (OFL 1.1 §2)
    return bytes(plan.subset(source).blob.data)


def _renamed(data: bytes, family: str) -> bytes:
    """Return the font under our name: a changed font may not have a reserved one (OFL 1.1 §3)."""
    # Outlines stay as HarfBuzz has packed them: to look for the bounds of all of them anew would
    # unpack each, which takes longer than all else.
    font = TTFont(io.BytesIO(data), recalcBBoxes=False, recalcTimestamp=False)
    postscript = family.title().replace(" ", "")
    for row in font["name"].names:
        if row.nameID in _NAME_IDS:
            row.string = postscript if row.nameID == _POSTSCRIPT_NAME else family
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [postscript]
        for key in ("FullName", "FamilyName"):
            table.topDictIndex[0].rawDict.pop(key, None)
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def font_css(fonts: tuple[EmbeddedFont, ...], root: str) -> str:
    """Return the @font-face rules, and which elements use them.

    ``root`` leads from the stylesheet to the package document's folder.
    """
    faces = [
        f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};'
        f"src:url({root}{font.name})}}\n"
        for font in fonts
    ]
    rules = []
    headings = ",".join([*sorted(_HEADING_TAGS), f".{_HEADING_CLASS}"])
    for stack, selector in (
        ("heading", headings),
        ("text", f".{EMBEDDED},.{WESTERN_MARK}.{EMBEDDED}"),
    ):
        families = dict.fromkeys(f'"{font.family}"' for font in fonts if font.stack == stack)
        if families:
            rules.append(f"{selector}{{font-family:{','.join(families)},serif}}\n")
    code = dict.fromkeys(f'"{font.family}",' for font in fonts if font.stack == "code")
    rules.append(f"{','.join(sorted(_CODE_TAGS))}{{font-family:{''.join(code)}monospace}}\n")
    return "".join(faces + rules)
