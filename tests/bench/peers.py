"""The programs that users would pick instead, each set up to print the same text alike.

The paper, margins, type size and fonts are the book's own. Pandoc, which comes with the tests,
makes each program's source from the Markdown, unmeasured. Who is not on the machine is named with
how to get it, and left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypandoc
from judges.node import _NAMES as BROWSERS
from places import FONTS

from bench.measuring import Step
from nkbook.formats.paged.trims import trim

TYPST = "Typst"
XELATEX = "Pandoc + XeLaTeX"
PANDOC_EPUB = "Pandoc EPUB"
CHROMIUM = "Chromium"
VIVLIOSTYLE = "Vivliostyle"

_TEXLIVE = "texlive-xetex texlive-lang-chinese texlive-fonts-recommended lmodern"
_PAGE = trim("25k")
_CJK, _LATIN = FONTS / "NKSerifCJK", FONTS / "NKSerifLatin"
_TYPST = f"""\
#set page(width: {_PAGE.width:g}mm, height: {_PAGE.height:g}mm, numbering: "1", margin: (
  inside: {_PAGE.inner:g}pt, outside: {_PAGE.outer:g}pt,
  top: {_PAGE.head:g}pt, bottom: {_PAGE.foot:g}pt))
#set text(font: ("NK Serif Latin", "NK Serif CJK"), size: {_PAGE.size:g}pt)
#set text(lang: "zh", region: "HK")
#set text(top-edge: 0.8em, bottom-edge: -0.2em)
#let between = {_PAGE.pitch - _PAGE.size:g}pt
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: between)
#set par(spacing: between)
#let horizontalrule = line(length: 100%)
#outline()

"""
_LATEX = f"""\
\\usepackage{{xeCJK}}
\\defaultfontfeatures{{Scale=1}}
\\setCJKmainfont[Path={_CJK}/,Extension=.otf,BoldFont=NKSerifCJK-Bold]{{NKSerifCJK-Regular}}
\\setmainfont[Path={_LATIN}/,Extension=.ttf,BoldFont=NKSerifLatin-Bold]{{NKSerifLatin-Regular}}
\\renewcommand\\normalsize{{\\fontsize{{{_PAGE.size:g}}}{{{_PAGE.pitch:g}}}\\selectfont}}
"""
_GEOMETRY = (
    f"geometry:paperwidth={_PAGE.width:g}mm,paperheight={_PAGE.height:g}mm,inner={_PAGE.inner:g}pt,"
    f"outer={_PAGE.outer:g}pt,top={_PAGE.head:g}pt,bottom={_PAGE.foot:g}pt"
)
_CSS = f"""\
@font-face {{ font-family: CJK; src: url("NKSerifCJK/NKSerifCJK-Regular.otf") }}
@font-face {{ font-family: CJK; font-weight: bold; src: url("NKSerifCJK/NKSerifCJK-Bold.otf") }}
@font-face {{ font-family: Latin; src: url("NKSerifLatin/NKSerifLatin-Regular.ttf") }}
@page {{ size: {_PAGE.width:g}mm {_PAGE.height:g}mm;
  margin: {_PAGE.head:g}pt {_PAGE.outer:g}pt {_PAGE.foot:g}pt {_PAGE.inner:g}pt }}
html {{ font: {_PAGE.size:g}pt/{_PAGE.pitch:g}pt Latin, CJK }}
body {{ margin: 0 }}
p {{ margin: 0; text-indent: 2em; text-align: justify }}
h1 {{ break-before: page }}
.note {{ float: footnote; font-size: 0.8em }}
"""


@dataclass(frozen=True, slots=True)
class Peers:
    """Steps of the programs that are here, and a line on each that is not."""

    steps: tuple[Step, ...]
    absent: tuple[str, ...]


def browser() -> str | None:
    """Return the path of Chromium, if it is here."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def has_xelatex() -> bool:
    """Return whether XeLaTeX is here, with what it needs for Chinese."""
    if not shutil.which("xelatex") or not shutil.which("kpsewhich"):
        return False
    return (
        subprocess.run(["kpsewhich", "xeCJK.sty"], capture_output=True, check=False).returncode == 0
    )


def peers(sources: Sequence[Path], work: Path) -> Peers:
    """Write each program's source of Markdown files into a folder, and return how to run it."""
    work.mkdir(parents=True, exist_ok=True)
    tree = _tree(sources)
    book = work / "book.md"
    book.write_text("\n\n".join(one.read_text("utf-8") for one in sources), encoding="utf-8")
    steps: list[Step] = []
    absent: list[str] = []
    if find_spec("typst"):
        steps.append(_typst(lambda: tree, work))
    else:
        absent.append(f"{TYPST}: pip install typst")
    pandoc = pypandoc.get_pandoc_path()
    if has_xelatex():
        steps.append(_xelatex(pandoc, book, work))
    else:
        absent.append(f"{XELATEX}: apt-get install {_TEXLIVE}")
    epub = (pandoc, str(book), "--metadata=title:書", "--toc", "-o", str(work / "pandoc.epub"))
    steps.append(Step(PANDOC_EPUB, epub, is_peer=True))
    page = work / "book.html"
    found = browser()
    if found:
        page.write_text(_html(tree), encoding="utf-8")
        for family in (_CJK, _LATIN):  # Vivliostyle serves no file from elsewhere
            shutil.copytree(family, work / family.name)
        steps.append(_chromium(found, page, work))
    else:
        absent.append(f"{CHROMIUM}: apt-get install chromium")
    vivliostyle = shutil.which("vivliostyle")
    if found and vivliostyle:
        made = work / "vivliostyle.pdf"
        command = (
            *(vivliostyle, "build", "--single-doc", str(page), "-o", str(made)),
            *("--executable-browser", found, "--timeout", "7200"),
        )
        steps.append(Step(VIVLIOSTYLE, command, pdf=made, is_peer=True))
    else:
        absent.append(f"{VIVLIOSTYLE}: npm install --global @vivliostyle/cli")
    return Peers(tuple(steps), tuple(absent))


def typst_of(epub: Path, work: Path) -> Step | None:
    """Return how to compile by Typst what an EPUB has when it is run, notes too, if it is here."""
    return _typst(lambda: _tree([epub]), work) if find_spec("typst") else None


def _typst(tree: Callable[[], Any], work: Path) -> Step:
    work.mkdir(parents=True, exist_ok=True)
    source, made = work / "book.typ", work / "typst.pdf"

    def write() -> None:
        source.write_text(_TYPST + _from(tree(), "typst"), encoding="utf-8")

    program = (
        "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], font_paths=sys.argv[3:])"
    )
    fonts = (str(_CJK), str(_LATIN))
    command = (sys.executable, "-c", program, str(source), str(made), *fonts)
    return Step(TYPST, command, write, made, _own_path(), is_peer=True)


def _own_path() -> dict[str, str]:
    # The package may be elsewhere than nkbook, on a path of this process alone.
    spec = find_spec("typst")
    place = Path(spec.origin).parents[1] if spec and spec.origin else Path()
    return {"PYTHONPATH": str(place)}


def _xelatex(pandoc: str, book: Path, work: Path) -> Step:
    header, made = work / "header.tex", work / "xelatex.pdf"
    header.write_text(_LATEX, encoding="utf-8")
    command = (
        *(pandoc, str(book), "--pdf-engine=xelatex", "--toc", "-H", str(header), "-o", str(made)),
        *("-V", "documentclass=book", "-V", "classoption=openany", "-V", "indent", "-V", _GEOMETRY),
    )
    return Step(XELATEX, command, pdf=made, is_peer=True)


def _chromium(program: str, page: Path, work: Path) -> Step:
    made = work / "chromium.pdf"
    command = (
        *(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--no-pdf-header-footer", f"--user-data-dir={work / 'browser'}"),
        *(f"--print-to-pdf={made}", page.as_uri()),
    )
    return Step(CHROMIUM, command, pdf=made, is_peer=True)


def _tree(sources: Sequence[Path]) -> Any:
    """Return Pandoc's tree of Markdown files or of an EPUB, without links, pictures and raw code.

    What they lead to is not everywhere, and no other program has to look for it.
    """
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "--file-scope", "-t", "json", *map(str, sources)],
        check=True,
        capture_output=True,
        text=True,
    )
    return _plain(json.loads(done.stdout))


_SPAN: Any = ["", [], []]


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return [_plain(one) for one in node if not _is_raw(one)]
    if not isinstance(node, dict):
        return node
    if node.get("t") in ("Link", "Image", "Cite"):
        return {"t": "Span", "c": [_SPAN, _plain(node["c"][1])]}
    if node.get("t") in ("Span", "Div"):  # without its id, to which nothing leads
        return {"t": node["t"], "c": [_SPAN, _plain(node["c"][1])]}
    return {key: _plain(value) for key, value in node.items()}


def _is_raw(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") in ("RawInline", "RawBlock")


def _inline(node: Any) -> Any:
    """Return a tree with its notes in the text, where CSS finds them."""
    if isinstance(node, list):
        return [_inline(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Note":
        return {"t": "Span", "c": [["", ["note"], []], list(_words(node["c"]))]}
    return {key: _inline(value) for key, value in node.items()}


def _words(blocks: Any) -> Iterator[Any]:
    for block in blocks:
        if block["t"] in ("Para", "Plain"):
            yield from block["c"]


def _from(tree: Any, format: str) -> str:
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "json", "-t", format, "--wrap=preserve"],
        input=json.dumps(tree),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _html(tree: Any) -> str:
    body = _from(_inline(tree), "html")
    return (
        '<!doctype html><html lang="zh-Hant-HK"><meta charset="utf-8"><title>書</title>'
        f"<style>{_CSS}</style>\n{body}</html>\n"
    )
