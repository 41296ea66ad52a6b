"""Rewrites what stands between an opening and a closing mark, in time that grows with the text.

A pattern such as ``<!--a-->.*?<!--/a-->`` reads all the rest of a text for each opening mark that
nothing closes. Here a closing mark that was not found once is not looked for again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator

_MARK = re.compile(r"<!--|`+")
_EMPTY_LINE = re.compile(r"\n(?=[ \t]*\n)")


def pairs_rewritten(
    text: str,
    opening: re.Pattern[str],
    closing: Callable[[re.Match[str]], re.Pattern[str]],
    one: Callable[[re.Match[str], str, str], str],
) -> str:
    """Return a text with each stretch from an opening mark to the next closing one rewritten.

    ``closing`` says what closes an opening mark; ``one`` gets the opening mark, what is between,
    and the whole.
    """
    parts: list[str] = []
    done = 0
    unclosed: set[str] = set()
    for found in opening.finditer(text):
        wanted = closing(found)
        if found.start() < done or wanted.pattern in unclosed:
            continue
        end = wanted.search(text, found.end())
        if end is None:
            unclosed.add(wanted.pattern)
            continue
        inner, whole = text[found.end() : end.start()], text[found.start() : end.end()]
        parts += [text[done : found.start()], one(found, inner, whole)]
        done = end.end()
    return "".join([*parts, text[done:]])


def code_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each comment and each piece of code in a line begins and ends.

    Code is closed by as many backticks as open it, in the same paragraph.
    """
    backticks = defaultdict[int, list[int]](list)
    for found in _MARK.finditer(text):
        if found[0][0] == "`":
            backticks[len(found[0])].append(found.start())
    empty = [found.start() for found in _EMPTY_LINE.finditer(text)]
    done = 0
    is_closed = "-->" in text
    for found in _MARK.finditer(text):
        begin, inside = found.span()
        if begin < done:
            continue
        if found[0][0] == "`":
            same = backticks[inside - begin]
            at = bisect_left(same, inside)
            end = same[at] if at < len(same) else -1
            ahead = bisect_left(empty, inside)
            if end >= 0 and not (ahead < len(empty) and empty[ahead] < end):
                done = end + inside - begin
                yield begin, done
        elif is_closed:
            end = text.find("-->", inside)
            is_closed = end >= 0
            if is_closed:
                done = end + len("-->")
                yield begin, done
