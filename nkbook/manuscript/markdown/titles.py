"""The title of a chapter whose header has none: the heading that its text begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from markdown_it.token import Token

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.markdown.rules.attributes import trailing_attributes, without_closing_marks
from nkbook.model.book import Chapter
from nkbook.project.chapters import id_of_file

_PICTURE = re.compile(r"!\[[^\[\]]*+\](?:\([^()]*+\)|\[[^\[\]]*+\])?")
# Tags, links around pictures, and a paragraph that is a command of TeX.
_NO_TEXT = re.compile(r"<[^<>]*+>|\[\s*+\]\([^()]*+\)|\A\\[A-Za-z]+(?:\[[^]]*\]|\{[^}]*\})*\Z")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NOT_A_LETTER = re.compile(r"[\W_]+")
_NOT_IN_IDS = re.compile(r"\s")
_FOLDERS_OWN = ("index", "readme", "_index")
_HEADING = 3  # tokens: its opening, its words, its end


@dataclass(frozen=True, slots=True)
class Titled:
    """A chapter with its title, the tokens of the rest of its text, and problems.

    ``names`` are the words of the heading that is the title, and the id that it was given;
    ``level`` is its level as written.
    """

    chapter: Chapter
    tokens: Sequence[Token]
    problems: tuple[Diagnostic, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    level: int = 1


def titled(chapter: Chapter, tokens: Sequence[Token]) -> Titled:
    """Return a chapter with the title that its header or else its text gives.

    Without a title in the header it is the first heading: the first of level 1 if nothing but
    pictures, quotations and other headings precedes it or if it is the only one, else a heading
    of another level that the text begins with. It is taken out of the text. A heading of level 1
    at the beginning that says the same as the header's title is left out (NK233). A chapter
    without any title has the name of its file, or of the folder whose index it is (NK232).
    """
    if chapter.title:
        return _without_double(chapter, tokens)
    position = _title_at(tokens)
    if position is None:
        path = PurePosixPath(chapter.source.removeprefix("chapters/"))
        of_folder = path.stem.lower() in _FOLDERS_OWN and path.parent.name
        name = path.parent.name if of_folder else path.stem
        problem = diagnostic(
            "NK232",
            f"the chapter has no title; the name of its {'folder' if of_folder else 'file'} is"
            f' printed: "{name}"',
            Location(chapter.source, 1),
            'begin the text with a heading "# …", or the file with "---", "title: …", "---"',
        )
        return Titled(replace(chapter, title=name), tokens, (problem,))
    heading = tokens[position]
    words, given = _words(tokens[position + 1])
    named = str(given.get("id", heading.attrs.get("id", "")))
    classes = str(given.get("class", heading.attrs.get("class", ""))).split()
    problems = []
    if _has_text(tokens[:position]):
        line = _line(chapter, heading)
        message = f'the title "{words}" stands after text of its chapter, which is printed below it'
        hint = "begin the chapter with its title"
        problems.append(diagnostic("NK233", message, Location(chapter.source, line), hint))
    stem = chapter.source.removeprefix("chapters/").removesuffix(".md")
    own = bool(named) and chapter.id == id_of_file(stem)
    return Titled(
        replace(
            _without(chapter, heading),
            id=_NOT_IN_IDS.sub("-", named) if own else chapter.id,
            title=words,
            title_line=_line(chapter, heading),
            numbered=chapter.numbered and "unnumbered" not in classes,
        ),
        [*tokens[:position], *tokens[position + _HEADING :]],
        tuple(problems),
        ((words, named),),
        int(heading.tag[1]),
    )


def _without_double(chapter: Chapter, tokens: Sequence[Token]) -> Titled:
    position = next(_headings(tokens), None)
    if position is None or tokens[position].tag != "h1" or _has_text(tokens[:position]):
        return Titled(chapter, tokens)
    words, given = _words(tokens[position + 1])
    if _letters(words) != _letters(chapter.title):
        return Titled(chapter, tokens)
    problem = diagnostic(
        "NK233",
        f'the heading says the same as the title in the header: "{words}" is printed once',
        Location(chapter.source, _line(chapter, tokens[position])),
        "remove one of them",
    )
    rest = [*tokens[:position], *tokens[position + _HEADING :]]
    names = ((words, str(given.get("id", ""))),)
    return Titled(_without(chapter, tokens[position]), rest, (problem,), names)


def _without(chapter: Chapter, heading: Token) -> Chapter:
    """Return a chapter with the lines of a heading empty."""
    lines = chapter.text.split("\n")
    for number in range(*(heading.map or (0, 0))):
        lines[number] = ""
    return replace(chapter, text="\n".join(lines))


def _title_at(tokens: Sequence[Token]) -> int | None:
    """Return where in the tokens the heading begins that is the chapter's title."""
    headings = [
        number
        for number in _headings(tokens)
        if _PICTURE.sub("", _words(tokens[number + 1])[0]).strip()
    ]
    of_level_1 = [number for number in headings if tokens[number].tag == "h1"]
    if not of_level_1:
        return headings[0] if headings and not _has_text(tokens[: headings[0]]) else None
    first = of_level_1[0]
    alone = len(of_level_1) == 1 and first == headings[0]
    return first if alone or not _has_text(tokens[:first]) else None


def _headings(tokens: Sequence[Token]) -> Iterator[int]:
    return (
        number
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    )


def _has_text(tokens: Sequence[Token]) -> bool:
    """Return True if there is text among blocks, other than quotations and headings."""
    inside: list[str] = []
    for token in tokens:
        if token.nesting > 0:
            inside.append(token.type)
        elif token.nesting < 0:
            inside.pop()
        elif not {"blockquote_open", "heading_open", "footnote_reference_open"} & set(inside):
            text = token.content if token.type in ("inline", "fence", "code_block") else ""
            if _letters(_NO_TEXT.sub("", _PICTURE.sub("", text))):
                return True
    return False


def _words(content: Token) -> tuple[str, dict[str, str]]:
    """Return a heading's source text, and the attributes in braces after it."""
    # What looks for the end of a comment that has none would read all the rest each time.
    closed, mark, rest = content.content.rpartition("-->")
    text = " ".join((_COMMENT.sub("", closed + mark) + rest).split("\n"))
    found = trailing_attributes(text)
    if found is None:
        return text.strip(), {}
    return without_closing_marks(found[0]).strip(), found[1]


def _letters(text: str) -> str:
    return _NOT_A_LETTER.sub("", _PICTURE.sub("", text)).casefold()


def _line(chapter: Chapter, token: Token) -> int:
    return chapter.first_line + (token.map or [0])[0]
