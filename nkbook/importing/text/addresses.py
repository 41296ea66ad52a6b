"""Finds the addresses of links and pictures in Markdown, and puts others in their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nkbook.importing.text.prose import outside_code

_DESTINATION = re.compile(
    r"\]\([ \t]*+(<[^<>\n]*+>|(?:\\[()]|[^()\s<>])*+(?:\([^()\s]*+\)[^()\s<>]*+)*+)"
    r"((?=[ \t\n])[ \t]*+(?:\n[ \t]*+)?+"
    r"(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\([^()]*+\)))?+[ \t]*+\)"
)
_SPACED = re.compile(
    r"\]\((?=[^()\n ]*+ )([^()\n]*+)\)"  # an address with blanks, where it is one
)
_NAME_IN_WORDS = re.compile(r"#[^<>\s\"']++(?: [^<>\s\"']++)++")
_ENDING = re.compile(r"\.[A-Za-z]{2,5}(?:#\S*)?\Z")
_NOT_IN_A_PATH = re.compile(r"[<>\"']")
_SIZED = re.compile(r"(\]\()([^()<>\s]+[ \t]+=\d+%?x(?:\d+%?)?)[ \t]*(\))")
_PAIRED = re.compile(r"\([^\s()]*\)")
_BRACES = re.compile(r"\{[^{}\n]*\}")
_LONGEST, _MARGIN = 5000, 300  # characters: of a link's words, and of marks before them
# Around a picture that is a block: an empty line, or one that opens or closes a division.
_BEFORE = re.compile(r"(?:\A|\n[ \t>]*+(?::{3,}+[^\n]*+)?+\n)[ \t>]*+\Z")
_AFTER = re.compile(r"[ \t]*(?:\n[ \t>]*(?::{3,}[ \t]*)?(?:\n|\Z)|\Z)")
_DEFINITION = re.compile(
    r"^( {0,3}\[[^\]\[\n^@]+\]:[ \t]*+(?:\n[ \t]*+)?)(<[^<>\n]*>|\S+)([^\n]*)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Address:
    """A link or a picture: its words as they are written, its address and its title's words."""

    is_picture: bool
    words: str
    address: str
    title: str = ""
    braces: str = ""  # {attributes} right after it
    is_alone: bool = False  # nothing else is in its paragraph

    def written(self, address: str) -> str:
        """Return it with another address."""
        bang = "!" if self.is_picture else ""
        title = f' "{self.title.replace(chr(34), chr(39))}"' if self.title else ""
        return f"{bang}[{self.words}]({bracketed(address)}{title}){self.braces}"


def bracketed(address: str) -> str:
    """Return an address as it stands in parentheses: in angle brackets if it has spaces."""
    return f"<{address}>" if re.search(r"[\s()]", _PAIRED.sub("", address)) else address


def readdressed(
    text: str,
    replace: Callable[[Address], str],
    define: Callable[[str], str],
) -> str:
    """Return a text in which ``replace`` wrote each link and picture, outside code.

    ``define`` returns the address of a definition ``[label]: address`` for its old one. A path
    with spaces, which CommonMark does not take for a link, is read as one.
    """

    def rewrite(prose: str) -> str:
        prose = _SIZED.sub(r"\1<\2>\3", _SPACED.sub(_spaced, prose))
        done: list[str] = []
        tail = ""  # what the words of a link may begin in
        position = 0
        for found in _DESTINATION.finditer(prose):
            tail += prose[position : found.start()]
            position = found.end()
            if len(tail) > 2 * _LONGEST:
                done.append(tail[:-_LONGEST])
                tail = tail[-_LONGEST:]
            begin = _opening(tail)
            if begin is None:
                tail += found[0]
                continue
            is_picture = (
                begin > 0 and tail[begin - 1] == "!" and tail[begin - 2 : begin - 1] != "\\"
            )
            title = (found[2] or "").strip()[1:-1]
            address = found[1].removeprefix("<").removesuffix(">")
            braces = _BRACES.match(prose, position)
            position = braces.end() if braces else position
            ahead = tail[: begin - is_picture]
            is_alone = bool(_BEFORE.search(ahead[-_MARGIN:]) and _AFTER.match(prose, position))
            words, given = tail[begin + 1 :], braces[0] if braces else ""
            one = Address(is_picture, words, address, title, given, is_alone)
            tail = ahead + replace(one)
        done += [tail, prose[position:]]
        return _DEFINITION.sub(
            lambda found: found[1] + bracketed(define(found[2].strip("<>"))) + found[3],
            "".join(done),
        )

    return outside_code(text, rewrite)


def _opening(before: str) -> int | None:
    """Return the place of the bracket that the one at the end of ``before`` closes."""
    depth = 0
    for place in range(len(before) - 1, max(-1, len(before) - _LONGEST), -1):
        character = before[place]
        if character in "[]" and before[place - 1 : place] != "\\":
            if character == "]":
                depth += 1
            elif depth == 0:
                return place
            else:
                depth -= 1
        elif character == "\n" and before[place - 1 : place] == "\n":
            return None
    return None


def _spaced(link: re.Match[str]) -> str:
    """Return the end of a link with its address in angle brackets, if it is a path with blanks."""
    address = link[1]
    begin = max(address.rfind(" "), address.rfind("\t")) + 1
    ending = _ENDING.search(address, begin)
    path = address[: ending.start()] if ending else ""
    is_path = re.search(r"\S ", path) and not _NOT_IN_A_PATH.search(path)
    return f"](<{address}>)" if is_path or _NAME_IN_WORDS.fullmatch(address) else link[0]
