r"""Reads LaTeX by Pandoc, and helps it where it stops or passes over words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks, program
from nkbook.importing.pandoc.latex import tex
from nkbook.importing.pandoc.latex.tree import finished, with_glossary
from nkbook.importing.rewrites.latex import index_entry

READER = "latex"
_START, _END = r"\begin{document}", r"\end{document}"
_MOST_RUNS = 300  # of Pandoc, to find what it cannot read
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([^{}]*)\}")
_LIST = re.compile(r"\\(?:begin|end)\{(?:itemize|enumerate|description)\}(?:\[[^\]]{0,1000}+\])?")
_SKIPPED = re.compile(
    r"\[INFO\] Skipped '\\((?:(?!\[INFO\] ).)*?)' at \S+ line (\d+) column \d+", re.DOTALL
)
_BRACE = re.compile(r"\\.|%[^\n]*|[{}]")
_LEFT_OPEN = 8  # braces that Pandoc may find open: it is done with them at once
_WARNING = re.compile(r"\[WARNING\](?! Macro '.*' already defined)")
_COMMAND = re.compile(r"([a-zA-Z]+)\*?((?:\[[^\]]*\]|\s)*)(?=\{)")
_WORD = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[^\W\d_a-zA-Z]")
# Commands whose arguments are never text of the book.
_NEVER = re.compile(
    r"begin|end|(?:re)?newcommand|providecommand|(?:re)?newenvironment|newtheorem|def|input|include|"
    r"(?:sub)?import|subfile|label|pageref|nocite|bibliography|bibliographystyle|usepackage|"
    r"Declare\w*|AtBegin\w*|AtEnd\w*|If\w+TF|if\w+|.*setup|set[a-z]+|(?:this)?pagestyle|tikzstyle|(?:theorem|url|cite|bibliography)style|mark(?:both|right)|"
    r"numberwithin|newcolumntype|pdfbookmark|addto\w*|addcontentsline|printindex|printbibliography|"
    r"titleformat|titlespacing|lst\w+|new\w+|renew\w+|hyphenation|usetikzlibrary|SetKw\w*|graphicspath|"
    r"hypersetup|geometry|(?:color|define)\w*|\w*colou?r|fontsize|includepdf|tikzset|pgf\w*|"
    r"phantomsection|v?phantom|hphantom|protect|path|DeclareMathOperator|c?cmidrule|cline|multirow"
)
# Commands that mostly lay out a page: their arguments are text if they are in Chinese.
_LAYOUT = re.compile(
    r".*(?:size|length|counter|skip|space|font|family|layout|name|spacing|width|height|rule)|linespread"
)
# Commands of packages with a meaning for which there is another, and the number of arguments that
# come before the words.
_INSTEAD = {
    "uwave": "underline", "CJKunderline": "underline", "dashuline": "underline",
    "marginpar": "footnote", "marginnote": "footnote", "sidenote": "footnote",
    "keys": "texttt", "menu": "texttt", "directory": "texttt",
}  # fmt: skip
_FORMS = frozenset(
    (
        *("noindent", "hologo", "text", "makebox", "framebox", "fbox", "centerline", "rightline"),
        *(
            "leftline",
            "textnormal",
            "textmd",
            "textup",
            "textsl",
            "pkg",
            "cs",
            "env",
            "file",
            "makecell",
        ),
        *("thead", "adjustbox", "scalebox", "resizebox", "rotatebox", "raisebox", "parbox"),
    )
)
_BEFORE = {"scalebox": 1, "resizebox": 2, "rotatebox": 1, "raisebox": 1, "parbox": 1}


@dataclass(slots=True)
class _Runs:
    """Runs Pandoc over parts of a text, and counts how often."""

    work: Path
    preamble: str
    left: int = _MOST_RUNS

    def reads(self, body: str, *, whole: bool = False) -> bool:
        """Return True if Pandoc reads a part of the text; ``whole``: and passes over no words."""
        self.left -= 1
        path = self.work / "part.tex"
        path.write_text(f"{self.preamble}{_START}\n{body}\n{_END}\n", encoding="utf-8")
        tree, said = program.attempt(path, READER, self.work)
        return tree is not None and not (whole and any(_passed_over(said)))


def read(text: str, work: Path, shown: str, log: Log) -> tuple[dict[str, Any], str]:
    """Return a text in LaTeX as Pandoc's tree, and what Pandoc warned of.

    Paragraphs that it cannot read are code; of commands that it does not know the words stay.
    Raises SourceError (NK703) for a text of which it can read nothing.
    """
    text = _closed(with_glossary(text))
    path = work / "prepared.tex"
    path.write_text(text, encoding="utf-8")
    tree, said = program.attempt(path, READER, work)
    if tree is None:
        given, text = text, _mended(text, work, log)
        path.write_text(text, encoding="utf-8")
        tree, said = program.attempt(path, READER, work)
        if tree is None:  # its environments become what Pandoc cannot read
            text = _mended(given, work, log, defined=False)
            path.write_text(text, encoding="utf-8")
            tree, said = program.attempt(path, READER, work)
    if tree is None:
        message = f"Pandoc cannot read it: {said.splitlines()[-1] if said else ''}"
        raise SourceError(diagnostic("NK703", message, Location(shown)))
    again = _with_words(_with_environments(text, said, work, log), said, log)
    if again != text:
        path.write_text(again, encoding="utf-8")
        better, other = program.attempt(path, READER, work)
        tree, said = (better, other) if better is not None else (tree, said)
    warned = "\n".join(line for line in said.splitlines() if _WARNING.match(line))
    return finished(tree, text, log), warned


def _closed(text: str) -> str:
    """Return a text without many braces that nothing closes.

    Pandoc tries twice as long for each: with twenty it has not read one word in minutes.
    """
    left = 0
    for found in _BRACE.finditer(text):
        left += {"{": 1, "}": -1}.get(found[0], 0)
        left = max(left, 0)
    if left <= _LEFT_OPEN:
        return text
    body, end, rest = text.rpartition("\\end{document}")
    return f"{body}{'}' * left}\n{end}{rest}" if end else f"{text}{'}' * left}\n"


def _passed_over(said: str) -> Iterator[str]:
    """Yield the environments with words that Pandoc has passed over."""
    for found in _SKIPPED.finditer(said):
        whole = "\\" + found[1].replace("\n  ", "\n")  # Pandoc indents what it says
        if found[1].startswith("begin{") and "\\end{" in whole and _HAN.search(whole):
            yield whole


def _with_environments(text: str, said: str, work: Path, log: Log) -> str:
    """Return a text with stand-ins for the environments that Pandoc has passed over."""
    preamble, start, _ = text.partition(_START)
    runs = _Runs(work, preamble if start else "")
    for one in dict.fromkeys(_passed_over(said)):
        if one in text:
            text = text.replace(one, _stand_in(one, runs, log))
        else:
            log.look("an environment that Pandoc cannot read is left out", one[:80])
    return text


def _mended(text: str, work: Path, log: Log, *, defined: bool = True) -> str:
    """Return a text in which code stands for the paragraphs that Pandoc cannot read.

    Without ``defined``, what is defined before the text is left out.
    """
    preamble, start, rest = text.partition(_START)
    if not start:
        preamble, rest = "", text
    body = rest.rpartition(_END)[0] or rest
    runs = _Runs(work, preamble)
    if not defined or not runs.reads(""):
        log.look("definitions before the text that Pandoc cannot read are left out", "")
        runs.preamble = preamble = _titles(preamble)
    units = _units(body)
    done = "\n\n".join(_readable(units, runs, log))
    return f"{preamble}{_START}\n{done}\n{_END}\n"


def _titles(preamble: str) -> str:
    r"""Return of what stands before the text its class, title, author and date."""
    kept = ["\\documentclass{book}\n"]
    for name in ("title", "author", "date"):
        for found in re.finditer(rf"\\{name}\s*(?=\{{)", preamble):
            end = tex.group(preamble, found.end())
            if end > 0:
                kept.append(preamble[found.start() : end] + "\n")
    return "".join(kept)


def _units(body: str) -> list[str]:
    """Return the paragraphs of a text, those together that are in one environment."""
    units: list[str] = []
    open_at = depth = 0
    for paragraph in re.split(r"\n[ \t]*\n+", body):
        if depth <= 0:
            units.append(paragraph)
            open_at, depth = len(units) - 1, 0
        else:
            units[open_at] += f"\n\n{paragraph}"
        for found in _ENVIRONMENT.finditer(paragraph):
            depth += 1 if found[1] == "begin" else -1
    return units


def _readable(units: list[str], runs: _Runs, log: Log) -> list[str]:
    """Return units with stand-ins for those that Pandoc cannot read, found by halves."""
    if not units or runs.reads("\n\n".join(units)):
        return units
    if len(units) > 1 and runs.left > 0:
        half = len(units) // 2
        first, second = _readable(units[:half], runs, log), _readable(units[half:], runs, log)
        return [*first, *second]
    return [_stand_in(unit, runs, log) for unit in units]


def _stand_in(unit: str, runs: _Runs, log: Log) -> str:
    flat = re.sub(r"\n[ \t]*\n", "\n", _LIST.sub(" ", unit).replace(r"\item", " · "))
    if flat != unit and runs.left > 0 and runs.reads(flat, whole=True):
        log.look("a list where Pandoc reads none, now in a line", unit.strip()[:80])
        return flat
    inner = _ENVIRONMENT.sub(lambda found: found[0] if "document" in found[2] else "", unit)
    if inner != unit and runs.left > 0 and runs.reads(inner, whole=True):
        log.look("an environment that Pandoc cannot read: what is in it stays", unit.strip()[:80])
        return inner
    log.look("a paragraph that Pandoc cannot read, kept as code", unit.strip()[:80])
    code = unit.replace(r"\end{verbatim}", r"\end {verbatim}")
    return f"\\begin{{verbatim}}\n{code}\n\\end{{verbatim}}"


def _with_words(text: str, said: str, log: Log) -> str:
    """Return a text without the commands that Pandoc passes over with the words in their braces."""
    first = text.count("\n", 0, max(text.find(_START), 0)) + 1
    known: dict[str, str] = {}  # what stands instead of a command's name
    for found in _SKIPPED.finditer(said):
        command = _COMMAND.match(found[1])
        if command is None or int(found[2]) < first:
            continue
        name, words = command[1], found[1][command.end() :]
        if _WORD.search(words) is None or _NEVER.fullmatch(name):
            continue
        if _LAYOUT.fullmatch(name) and not _HAN.search(words):
            continue
        if name in _INSTEAD or name.endswith("index"):
            known[name] = _INSTEAD.get(name, "index")
            log.changed(f"\\{name}", f"\\{found[1]}")
        elif name in _FORMS:
            known.setdefault(name, "")
            log.changed("a command for the look of words", f"\\{found[1]}")
        else:
            known.setdefault(name, "")
            log.look(f"\\{name}, which Pandoc does not know: its words stay", f"\\{found[1]}")
    if not known:
        return text

    def without(prose: str) -> str:
        for name, instead in known.items():
            prose = _without(prose, name, instead)
        return prose

    preamble, start, body = text.partition(_START)
    return preamble + start + tex.outside(body, without)


def _without(prose: str, name: str, instead: str) -> str:
    """Return a text with another command, or none, before the braces of the one of this name."""
    if instead == "index":
        return tex.commands(
            prose, (name,), 1, lambda values, _: marks.index(index_entry(values[0]))
        )
    command = re.compile(rf"\\{name}\*?(?![a-zA-Z@])(?:[ \t]*\[[^\]\n]*\])*[ \t]*(?=\{{)")
    skip = _BEFORE.get(name, 0)
    parts: list[str] = []
    done = 0
    for found in command.finditer(prose):
        if found.start() < done:
            continue
        _, end = tex.arguments(prose, found.end(), skip)
        parts += [prose[done : found.start()], f"\\{instead}" if instead else ""]
        done = end
    return "".join([*parts, prose[done:]])
