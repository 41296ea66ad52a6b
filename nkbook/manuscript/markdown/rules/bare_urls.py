"""Web addresses without brackets become links (GFM §6.9, Pandoc's autolink_bare_uris).

An address ends at white space, at Chinese punctuation, and before Latin marks that end a sentence.
Chinese letters may be part of it, and it may follow one without a space. A mail address is one too,
in Latin letters only.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# What ends an address: space, quotes, brackets of Markdown, and CJK and general punctuation.
_END = '\\s<>"`\\[\\]\u2010-\u205e\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65'
_REST = re.compile(rf"://[^{_END}]+")
_SCHEME = re.compile(r"(?<![A-Za-z0-9])https?\Z")
_LONGEST = len("xhttps")  # what decides before a colon
_LONGEST_BOX = 256  # what RFC 5321 §4.5.3.1 allows before @ is a quarter of it
_IN_A_WORD = re.compile(r"[A-Za-z0-9/.@-]\Z")
_MAILBOX = re.compile(r"(?<![A-Za-z0-9._+/@-])[A-Za-z0-9][A-Za-z0-9._+-]*\Z")
_MAIL_HOST = re.compile(
    r"@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]*[A-Za-z0-9])+(?![A-Za-z0-9_@/-])"
)
_WWW = re.compile(rf"www\.[A-Za-z0-9][^{_END}]*\.[^{_END}]+")


def bare_urls_plugin(md: MarkdownIt) -> None:
    """Read bare addresses; the tokens are those of links in angle brackets."""
    md.inline.add_terminator_char("w")
    md.inline.ruler.before("escape", "bare_url", _bare_url)
    md.inline.ruler.before("escape", "bare_mail", _bare_mail)


def _bare_url(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if silent or state.linkLevel > 0 or mark not in ":w":
        return False
    start = _SCHEME.search(state.pending[-_LONGEST:])
    if not start if mark == ":" else _IN_A_WORD.search(state.pending[-1:]):
        return False
    found = (_REST if mark == ":" else _WWW).match(state.src, state.pos, state.posMax)
    if not found:
        return False
    rest = _trimmed(found[0])
    scheme = start[0] if start and mark == ":" else ""
    written = scheme + rest
    href = state.md.normalizeLink(written if scheme else f"http://{written}")
    if len(rest) <= len("://") or not state.md.validateLink(href):
        return False
    state.pending = state.pending.removesuffix(scheme)
    _push(state, href, written)
    state.pos += len(rest)
    return True


def _bare_mail(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel > 0 or state.src[state.pos] != "@":
        return False
    box = _MAILBOX.search(state.pending[-_LONGEST_BOX:])
    host = _MAIL_HOST.match(state.src, state.pos, state.posMax)
    if not box or not host:
        return False
    state.pending = state.pending.removesuffix(box[0])
    _push(state, f"mailto:{box[0]}{host[0]}", box[0] + host[0])
    state.pos = host.end()
    return True


def _push(state: StateInline, href: str, written: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": href}
    opening.markup, opening.info = "autolink", "auto"
    state.push("text", "", 0).content = written
    state.push("link_close", "a", -1).markup = "autolink"


def _trimmed(address: str) -> str:
    """Return an address without the marks at its end that belong to the sentence around it."""
    while address:
        unbalanced = address[-1] == ")" and address.count(")") > address.count("(")
        if address[-1] not in "?!.,:;*_~'|" and not unbalanced:
            break
        address = address[:-1]
    return address
