"""Runs citeproc-js under Node.js: what a book cites goes in as JSON, and what is printed comes out.

citeproc-js (data/citeproc.js, unchanged, AGPL 3 or later) is what Zotero prints with, so that a
style looks as its author saw it; Pandoc's processor and citeproc-py refuse nearly all of Zotero's
Chinese styles, which give works in other languages a layout of their own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from nkbook.diagnostics.errors import ConfigError, MissingToolError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.model.csl.style import CslStyle
from nkbook.store import Store

_PROGRAMS = ("node", "nodejs")
_SECONDS = 600
_MEGABYTES = 2048
LOCALES = ("zh-TW", "zh-CN", "en-US", "ja-JP", "ko-KR", "ru-RU", "de-DE", "fr-FR")
Cluster = Mapping[str, Any]  # a citation, as citeproc-js takes it


@dataclass(frozen=True, slots=True)
class Printed:
    """What a style prints: a text for each cluster of each part, and the bibliography's entries.

    All are HTML as citeproc-js writes it.
    """

    texts: tuple[tuple[str, ...], ...]
    entries: tuple[tuple[str, str], ...]  # keys and texts, in the style's order
    numbers: Mapping[str, int]  # citation-number of each work


def process(  # noqa: PLR0913 — what the processor is asked
    style: CslStyle,
    text: str,
    language: str,
    items: Mapping[str, Mapping[str, Any]],
    parts: Sequence[Sequence[Cluster]],
    store: Store | None = None,
) -> Printed:
    """Return what a style prints for citations in the locale of their readers.

    ``text`` is the style's, fitted to them; ``style`` is whom messages name.
    ``items`` are CSL-JSON by id, in the order in which they are first cited. ``parts`` are the
    chapters of a book for a style of notes, which begin anew in each, or one part.

    Raises MissingToolError (NK619) without Node.js, and ConfigError (NK111) for a style that the
    processor refuses.
    """
    request = {
        "style": text,
        "language": language,
        "items": items,
        "order": list(items),
        "parts": parts,
    }

    def made() -> bytes:
        return _run(request, style)

    answer = json.loads(
        (store or Store(None)).made("csl", made, request=json.dumps(request), driver=_driver())
    )
    return Printed(
        tuple(tuple(part) for part in answer["texts"]),
        tuple(zip(answer["keys"], answer["entries"], strict=True)),
        answer["numbers"],
    )


def _run(request: Mapping[str, Any], style: CslStyle) -> bytes:
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        message = f"{style.name} is set by citeproc-js, for which Node.js is missing"
        hint = "install Node.js (nodejs.org, or your system's package nodejs), or use a house style"
        raise MissingToolError(diagnostic("NK619", message, hint=hint))
    whole = {**request, "locales": _locales()}
    source = f"var module = {{}};\n{_data('citeproc.js')}\nvar request = {json.dumps(whole)};\n"
    try:
        done = subprocess.run(  # noqa: S603 — a program of this name on PATH, and our own source
            [program, f"--max-old-space-size={_MEGABYTES}", "-"],
            input=source + _driver(),
            capture_output=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise _refused(style, str(error)) from error
    try:
        json.loads(done.stdout)
    except ValueError as error:
        lines = [line for line in done.stderr.splitlines() if "Error" in line or "Invalid" in line]
        raise _refused(style, (lines or ["it gave no answer"])[0].strip()) from error
    return done.stdout.encode()


def _refused(style: CslStyle, reason: str) -> ConfigError:
    message = f"citeproc-js cannot set citations in this style: {reason[:200]}"
    hint = "try the style in Zotero, or fetch it again from zotero.org/styles"
    return ConfigError(diagnostic("NK111", message, Location(style.name), hint))


@cache
def _data(name: str) -> str:
    return (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")


def _driver() -> str:
    return _data("driver.js")


def _locales() -> dict[str, str]:
    return {name: _data(f"locales-{name}.xml") for name in LOCALES}
