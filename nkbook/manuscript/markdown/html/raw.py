"""What is not Markdown by its author's word: ``{=html}`` after code, and ``<pre>``.

Pandoc's raw_attribute: text of one format goes to that format only. HTML's is read by the same
whitelist as any other; that of TeX and of others is reported and left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from nkbook.manuscript.markdown.html.media import dropped
from nkbook.manuscript.markdown.html.tokens import global_attributes, problem, text
from nkbook.manuscript.markdown.maths.delimiters import formula_at
from nkbook.model.raw_html import COMMENT, NAMES, TAG, UNREAD, attributes_of, spelt, unescaped

_ATTRIBUTE = re.compile(r"\{=([A-Za-z0-9_+-]+)\}")
_FENCE = re.compile(r"\s*\{=([A-Za-z0-9_+-]+)\}\s*\Z")
_HTML = frozenset(("html", "html4", "html5", "epub", "epub2", "epub3", "xhtml"))
_TEX = frozenset(("tex", "latex"))
_BROKEN = re.compile(r"</?[A-Za-z]")  # no tag, after _parts has looked for one
_LANGUAGE = re.compile(r"(?:language|lang|brush|highlight|sourceCode)[-:]\s*([\w#+.-]+)")


def raw_attribute(state: StateInline, silent: bool) -> bool:
    """Inline rule for ``{=format}`` after code: the code becomes a token ``raw``."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    match = _ATTRIBUTE.match(state.src, state.pos, state.posMax)
    if match is None or state.tokens[-1].type != "code_inline":
        return False
    if not silent:
        token = state.tokens[-1]
        token.type, token.info = "raw", match[1]
        token.meta = {**token.meta, "pos": state.pos}
    state.pos = match.end()
    return True


def read_raw(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens with raw HTML as tags and text, and a problem for other formats."""
    found: list[Token] = []
    for token in tokens:
        fence = _FENCE.match(token.info) if token.type == "fence" else None
        if fence:
            found += _block(token, fence[1])
            continue
        if token.children and any(child.type == "raw" for child in token.children):
            token.children = [
                part
                for child in token.children
                for part in (_parts(child, child.info) if child.type == "raw" else [child])
            ]
        found.append(token)
    return found


def _block(token: Token, name: str) -> list[Token]:
    if name.lower() in _TEX and (formula := _formula(token)):
        return formula
    parts = _parts(token, name)
    if name.lower() not in _HTML:
        return parts
    # Its paragraphs are HTML's own, so blank lines divide nothing.
    inline = Token("inline", "", 0, map=token.map, content=token.content, children=parts)
    return [
        Token("paragraph_open", "p", 1, map=token.map, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]


def _formula(token: Token) -> list[Token]:
    r"""Return the tokens of TeX that is one formula, ``\begin{align}…``, or none for any other."""
    tex = token.content.strip()
    found = formula_at(tex, 0, len(tex), blank_lines=True)
    if found is None or found.end < len(tex) or not found.display:
        return []
    formula = Token("math", "math", 0, content=found.tex, markup=found.marks, map=token.map)
    formula.meta = {"display": True}
    inline = Token("inline", "", 0, map=token.map, content=tex, children=[formula])
    opening = Token("paragraph_open", "p", 1, map=token.map, block=True)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]


def _parts(token: Token, name: str) -> list[Token]:
    if name.lower() not in _HTML:
        words = " ".join(token.content.split())
        message = f"raw text for {name} is left out: {words[:40]}"
        return [problem("NK242", message, "say it in Markdown, for all formats", token)]
    found = []
    position = 0
    written = token.content
    while position < len(written):
        comment = COMMENT.match(written, position)
        tag = None if comment else TAG.match(written, position)
        if comment:
            if not comment[0].startswith("<!-"):  # an instruction is printed, a declaration told
                found.append(Token("html_inline", "", 0, content=comment[0], map=token.map))
                found[-1].meta = dict(token.meta)
            position = comment.end()
        elif tag:
            found.append(Token("html_inline", "", 0, content=tag[0], map=token.map))
            found[-1].meta = dict(token.meta)
            position = tag.end()
        else:
            end = written.find("<", position + 1)
            end = len(written) if end < 0 else end
            words = re.sub(r"\s+", " ", unescaped(written[position:end]))
            found.append(text(words))
            if _BROKEN.match(written, position):
                message = f"{words} is no HTML that a book can hold, and is printed as it is"
                found.append(problem("NK240", message, "&lt; prints the sign <", token))
            position = end
    return found


def verbatim(token: Token) -> Token:
    """Return the code block of ``<pre>``, or the problem that a program or style is left out."""
    name = spelt(token.content)[0].lower()
    start = TAG.match(token.content)
    if name in UNREAD or start is None:
        return dropped(token, "with its text")
    inner = re.sub(rf"</{name}\s*>\Z", "", token.content[start.end() :], flags=re.IGNORECASE)
    given = attributes_of(start[0])
    words = [given.get("class", ""), given.get("lang", "")]
    words += [attributes_of(tag[0]).get("class", "") for tag in TAG.finditer(inner[:200])]
    language = next((found[1] for word in words if (found := _LANGUAGE.search(word))), "")
    inner = re.sub(r"<br\s*/?>", "\n", inner, flags=re.IGNORECASE)
    code = unescaped(TAG.sub(_without, _uncommented(inner))).removeprefix("\n")
    attributes = global_attributes({key: given[key] for key in ("id",) if key in given})
    content = code.rstrip("\n") + "\n" if code.strip() else ""
    return Token(
        "fence", "code", 0, info=language, content=content, map=token.map, attrs=dict(attributes)
    )


def _uncommented(code: str) -> str:
    """Return code without its comments; an instruction or declaration is code that it is."""
    # What looks for an end that never comes would read all the rest each time.
    last = {end: code.rfind(end) for end in ("-->", "?>", "]]>", ">")}
    pieces, position = list[str](), 0
    for mark in re.finditer(r"<(?:\?|!(?:--|\[CDATA\[)?)", code):
        end = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}.get(mark[0], ">")
        if mark.start() < position or last[end] < mark.start():
            continue
        if found := COMMENT.match(code, mark.start()):
            shown = "" if found[0].startswith("<!-") else found[0]
            pieces += (code[position : found.start()], shown)
            position = found.end()
    return "".join(pieces) + code[position:]


def _without(tag: re.Match[str]) -> str:
    """Return nothing for a tag of HTML, and a placeholder, which is text, as it is."""
    return "" if spelt(tag[0])[0].lower() in NAMES else tag[0]
