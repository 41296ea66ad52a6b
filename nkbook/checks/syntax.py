"""What of a source text is Markdown's own: marks, labels, names of attributes, comments.

The source is read by itself here, whatever the parser took, so that its reading can be judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nkbook.maths.text_commands import LABEL, LAYOUT, LINE_END, WITH_WORDS
from nkbook.model.document import Document
from nkbook.model.raw_html import TAG, without_tags
from nkbook.model.trees import text_of

# Marks of the quotations, lists and notes that a line is in.
_MARK = r"\(?(?:\d{1,9}|#|@[\w-]*|[ivxlcdm]+|[IVXLCDM]+|[A-Za-z])[.)]"
_INSIDE = rf"^(?:[ \t>]|(?:[-+*:~]|{_MARK})(?=\s|$)|\[\^[^\s\]]+\]:)*"
_OPENING = re.compile(rf"(?P<comment><!--)|{_INSIDE}(?P<fence>`{{3,}}|~{{3,}})", re.MULTILINE)
_VALUE = r"""=(?:"(?:[^"\\\n]|\\.|\n(?!\s*\n))*+"|'(?:[^'\\\n]|\\.|\n(?!\s*\n))*+')"""
_ATTRIBUTES = re.compile(rf"\{{(?:{_VALUE}|[^{{}}\n]|\n(?!\s*\n))*+\}}")
# Braces that hold attributes and nothing else: what a value holds begins no comment.
_KEY = rf"[^\W\d_][\w:.-]*(?:{_VALUE}|=[^\s{{}}\"'<]+)"
_GIVEN = rf"\{{(?:[ \t]*+(?:\n[ \t]*+)?(?:[#.][^\s{{}}\"'<]+|{_KEY}))++\s*\}}"
_REMARK = rf"{_INSIDE}\[//\]: #[^\n]*"
_CLOSED = re.compile(rf"(?P<given>{_GIVEN}|{TAG.pattern})|<!--(?s:.*?)-->|{_REMARK}", re.MULTILINE)
# Nothing closes it: a line of a block whose other lines are reported, or a paragraph's text.
_OPEN = re.compile(rf"(?P<given>{_GIVEN}|{TAG.pattern})|<!--[^\n]*|{_REMARK}", re.MULTILINE)
# The names of attributes: #id, .class, id="id" or class="class", and the key of key="words".
_NAMES = re.compile(
    r"[#.][^\s}\"']+|(?<![\w:.-])(?:id|class)=(?:\"[^\"]*\"|'[^']*'|[^\s}\"']+)"
    r"|(?<![\w:.-])[^\W\d][\w:.-]*(?=\s*=)|；"
)
_NOTE_LABEL = re.compile(r"\[\^[^\s\]\[^]+\]:?")
# A label may go on below; CommonMark §4.7 bounds it.
_DEFINITION = re.compile(
    rf"{_INSIDE}\[(?:[^\]\[\n\\]|\\.|\n(?![ \t]*\n)){{1,999}}\]:", re.MULTILINE
)
_LABEL = re.compile(r"(?<=\])\[(?:[^\]\[\n^@]|\n(?![ \t]*\n)){1,999}\]")
_LOCATOR = re.compile(r"(@\{[^}@\n]*\}|@[\w:.#$%&+?<>~/-]+)(?:\s*，)+")
_MARKS = re.compile(_INSIDE, re.MULTILINE)
_CELL = re.compile(
    rf"(?<=\|)(?:[ \t]*:{{3,}}[ \t]*[\w-]+(?=[ \t]*\|)|(?:[ \t>]|(?:[-+*:]|{_MARK})(?=\s))+)"
)
_CAPTION = re.compile(r"^[ \t>]*Table:", re.MULTILINE)
_DIV = re.compile(rf"{_INSIDE}:{{3,}}[ \t]*[^\s{{}}:\[\]]+[ \t]*:*[ \t]*$", re.MULTILINE)
_TASK = re.compile(rf"{_INSIDE}\[[xX]\](?=\s)", re.MULTILINE)
_ALERT = re.compile(rf"{_INSIDE}\[!\w+\]", re.MULTILINE)
_MACROS = re.compile(
    rf"{_INSIDE}[$]*\\(?:(?:new|renew|provide)command|DeclareMathOperator|g?def)\b\*?"
    r"(?:[^\n{}]|\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})*",
    re.MULTILINE,
)
_DECLARATION = re.compile(r"<![A-Za-z][^>]*>")  # NK210 says that it is left out
_DECLARED = re.compile(rf"{_INSIDE}<![A-Za-z][^>]*>", re.MULTILINE)
_BETWEEN = re.compile(r"(\n[ \t]*\n)")  # paragraphs
_EXAMPLE = re.compile(r"\(@[\w-]+\)")
_LABELLED = re.compile(rf"{_INSIDE[:-1]}*?\(?@([\w-]+)[.)](?=\s|$)", re.MULTILINE)
_PRE = re.compile(rf"{_INSIDE}<pre\b", re.IGNORECASE)
# Each with what a text must hold to be searched for it: most texts have little syntax.
_SYNTAX = (
    ("[^", _NOTE_LABEL),
    ("]:", _DEFINITION),
    ("][", _LABEL),
    (":::", _DIV),
    ("[x]", _TASK),
    ("[X]", _TASK),
    ("[!", _ALERT),
    ("(@", _EXAMPLE),
    ("\\", _MACROS),
    ("\\", LAYOUT),
    ("\\", LINE_END),
    ("\\", WITH_WORDS),
    ("\\", LABEL),
    ("", _MARKS),
    ("|", _CELL),
    ("Table:", _CAPTION),
)
_RAW = re.compile(r"(?<!`)(`++)([^`]+)\1\{=([\w+-]+)\}")  # Pandoc's raw_attribute
_RAW_BLOCK = re.compile(r"\s*\{=([\w+-]+)\}\s*\Z")
_IS_HTML = re.compile(r"(?:html[45]?|xhtml|epub[23]?)\Z", re.IGNORECASE)


def code_lines(document: Document) -> dict[int, int]:
    """Return how many lines of code follow a line of the chapter's text, in a block that holds it.

    A line of an indented block may look like a fence; one in ``<pre>`` opens nothing.
    """
    follow: dict[int, int] = {}
    lines = document.chapter.text.split("\n")
    trees = (document.tree, *(note.body for note in document.notes))
    for block in (block for tree in trees for block in tree.iter("pre")):
        text = text_of(block)
        begin = int(block.get("data-line") or 0) - document.chapter.first_line
        if 0 <= begin < len(lines) and _PRE.match(lines[begin]):
            continue
        count = _count(text)
        # A line of an indented block is the code's own, and that of a fence is above it.
        first = text.partition("\n")[0].strip()
        line = lines[begin] if 0 <= begin < len(lines) else ""
        is_indented = _fence(line) in (None, first)
        follow |= {begin + number: count - number - is_indented for number in range(count)}
    return follow


def _fence(line: str) -> str | None:
    """Return what a line has from its fence on, without the marks before it; None for no fence."""
    opening = _OPENING.search(line)
    return line[opening.start("fence") :].strip() if opening and opening["fence"] else None


def _count(text: str) -> int:
    """Return how many lines a text has; the last needs no line end."""
    return text.count("\n") + (text[-1:] not in ("", "\n"))


def example_calls(document: Document) -> re.Pattern[str] | None:
    """Return what finds the calls of a chapter's examples, ``@label``; None if it has none."""
    if document.tree.find(".//ol[@data-style='Example']") is None:
        return None
    labels = {re.escape(label) for label in _LABELLED.findall(document.chapter.text)}
    return re.compile(rf"@(?:{'|'.join(sorted(labels))})(?![\w-])") if labels else None


def without_syntax(text: str, code: Mapping[int, int], *, names_first: bool = False) -> str:
    """Return a source text without the letters that are Markdown's own, line for line.

    With ``names_first`` the names of attributes are taken out before anything else: a value may
    hold what looks like other syntax, and a name what looks like the beginning of a tag.
    """
    parts = _parts(text, code)
    return "".join(part if is_code else _words(part, first=names_first) for is_code, part in parts)


def _words(prose: str, *, first: bool) -> str:
    if first:
        prose = _nameless(prose)
    prose = without_tags(without_comments(_RAW.sub(_raw, prose)))
    if "<!" in prose:  # a declaration's end, at the head of a line, looks like a quotation's mark
        prose = _closed(_DECLARED, prose)  # at the head of a line it ends at its sign alone
        prose = "".join(_closed(_DECLARATION, one) for one in _BETWEEN.split(prose))
    for sign, syntax in _SYNTAX:
        if sign in prose:
            prose = syntax.sub(_blank, prose)
    prose = _LOCATOR.sub(r"\1 ", prose)
    return prose if first else _nameless(prose)


def _closed(declaration: re.Pattern[str], text: str) -> str:
    """Return a text without declarations; none is looked for where nothing can end it."""
    end = text.rfind(">") + 1
    return declaration.sub(_blank, text[:end]) + text[end:]


def _nameless(prose: str) -> str:
    return _ATTRIBUTES.sub(lambda match: _NAMES.sub("", match[0]), prose)


def without_comments(text: str) -> str:
    """Return a source text without its comments, line for line."""
    if "<!--" not in text and "[//]" not in text:
        return text
    end = text.rfind("-->") + len("-->") if "-->" in text else 0
    return _CLOSED.sub(_uncommented, text[:end]) + _OPEN.sub(_uncommented, text[end:])


def _uncommented(match: re.Match[str]) -> str:
    return match[0] if match["given"] else _blank(match)


def _raw(match: re.Match[str]) -> str:
    """Return raw text (NK242 reports that of other formats) as HTML, or without its letters."""
    return match[2] if _IS_HTML.match(match[3]) else _blank(match)


def _blank(match: re.Match[str]) -> str:
    return "\n".join(" " * len(line) for line in match[0].split("\n")) if match[0] else ""


def _parts(text: str, follow: Mapping[int, int]) -> Iterator[tuple[bool, str]]:
    """Yield the stretches of a text in fenced code (without their fences) and outside it.

    A fence in a comment opens no code. ``follow`` tells which fences are ones, and where code ends
    that is not closed: with the item of a list that it is in.
    """
    begin = position = counted = lines = 0
    last = text.rfind("-->")
    while opening := _OPENING.search(text, position):
        if opening["comment"]:
            end_of_comment = text.find("-->", opening.end()) if opening.end() <= last else -1
            position = opening.end() if end_of_comment < 0 else end_of_comment
            continue
        line = text.find("\n", opening.end())
        code = line if line >= 0 else len(text)
        raw = _RAW_BLOCK.match(text[opening.end() : code])
        lines += text.count("\n", counted, opening.start("fence"))
        counted = opening.start("fence")
        count = follow.get(lines)
        if count is None and raw is None:  # a line of a paragraph, which is printed as it is
            position = opening.end()
            continue
        yield False, text[begin : opening.start()]
        mark = opening["fence"]
        close = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        end = close.search(text, opening.end())
        content = text[code : end.start() if end else len(text)]
        if (
            count is not None and _count(content.removeprefix("\n")) > count
        ):  # it ends with its item
            content = "".join(content.splitlines(keepends=True)[: count + 1])
            end = None
        begin = position = end.end() if end else code + len(content)
        if raw is None:
            yield False, text[opening.end() : code]  # the language and attributes
        elif not _IS_HTML.match(raw[1]):
            content = "\n" * content.count("\n")
        yield raw is None, content
    yield False, text[begin:]
