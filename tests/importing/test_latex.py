r"""Books in LaTeX: many files, commands that Pandoc does not know, what it cannot read at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
from conftest import Run
from imports import Book, write
from PIL import Image
from test_word import imported

Here = Callable[..., Run]
BOOK = r"""
    \documentclass{ctexbook}
    \usepackage{own}
    \newif\ifPrint
    \title{港口}\author{陳大文}
    \begin{document}
    \maketitle\tableofcontents
    %s
    \end{document}
"""


def book(run_here: Here, folder: Path, body: str, **files: str) -> Book:
    """Import a book whose main file has a body, with other files in its folder."""
    others = {name.replace("__", "/") + ".tex": text for name, text in files.items()}
    own = {"own.sty": "\\newcommand\\ship[1]{《#1》}\n\\def\\in@side{x}\n"}
    main = write(folder / "source", {**others, **own, "main.tex": BOOK % body}) / "main.tex"
    return imported(run_here, main)


def test_files_conditions_and_comments(tmp_path: Path, run_here: Here) -> None:
    body = r"\include{one} % 一章" + "\n" + r"\subimport{two/}{start}" + r"\chapter{丙}" + "\n三。"
    one = (
        "\\chapter{甲}\n\\ship{海燕}在%\n  此。\\ifPrint 印\\else 不印\\fi。\n"
        "\\endinput\n這裏不讀。"
    )
    start = "\\chapter{乙}\n\\lstinputlisting[language=C]{code.c}\n\\input{rest}"
    made = book(run_here, tmp_path, body, one=one, two__start=start, two__rest="二。")
    assert made.body == ["01-甲.md", "02-乙.md", "03-丙.md"]
    assert "\n《海燕》在此。不印。\n" in made.chapter(1)
    assert "二。" in made.chapter(2)
    assert "look at: a file to include that is missing" in made.report  # code.c


def test_words_of_unknown_commands_stay(tmp_path: Path, run_here: Here) -> None:
    body = r"""\chapter{甲}
    \mystyle*[x]{一}{二}，\uwave{三}，\scalebox{2}{四}。\setCJKfamilyfont{a}{b}五\shipindex{帆船}。
    \verb|\mystyle{照錄}|
    """
    made = book(run_here, tmp_path, body).chapter(1)
    assert r'一二，[三]{.underline}，四。五[]{.index key="帆船"}。 `\mystyle{照錄}`' in made


def test_what_pandoc_cannot_read_keeps_its_words(tmp_path: Path, run_here: Here) -> None:
    wrong = r"\begin{figure}\caption{圖\begin{itemize}\item 項\end{itemize}}" + "\n\n\\end{figure}"
    body = f"\\chapter{{甲}}\n前。\n\n{wrong}\n\n後。"
    made = book(run_here, tmp_path, body)
    assert "前。" in made.chapter(1)
    assert "項" in made.chapter(1)
    assert "後。" in made.chapter(1)
    assert "look at: a list where Pandoc reads none" in made.report


def test_references_glossaries_and_drawings(tmp_path: Path, run_here: Here) -> None:
    body = r"""\newglossaryentry{jib}{name={三角帆}, description={jib}}
    \chapter{甲}\label{ch}
    見第~\ref{ch}~章、表\ref{t}與式\eqref{e}，\gls{jib}（\glsdesc{jib}）。
    \begin{table}\caption{船}\label{t}\begin{tabular}{cc}a&b\\c&d\end{tabular}\end{table}
    \begin{equation}\label{e} a=b \end{equation}
    \begin{tikzpicture}\node {船};\end{tikzpicture}
    """
    made = book(run_here, tmp_path, body)
    assert r"見[](#01-甲)、[](#t)與式\eqref{e}，三角帆（jib）。" in made.chapter(1)
    assert ": 船 {#t}" in made.chapter(1)
    assert "look at: a drawing that only LaTeX can make (tikzpicture)" in made.report


def test_lines_of_algorithms(tmp_path: Path, run_here: Here) -> None:
    body = r"""\chapter{甲}
    \begin{algorithmic}[1]
    \Require $n$
    \If{$n>0$} \State 走 \Comment{慢} \EndIf
    \end{algorithmic}
    """
    lines = book(run_here, tmp_path, body).chapter(1)
    assert "> **Require:** $n$\\\n> **if** $n>0$ **then**\\\n" in lines
    assert "> 　　走 ▷ 慢\\\n> **end if**" in lines


def test_sources_in_the_book_and_abstracts(tmp_path: Path, run_here: Here) -> None:
    body = r"""\begin{abstract}要點。\end{abstract}
    \chapter{甲}
    \begin{tabular}{>{\bf}Y@{}Z{3cm}}a&b\\c&d\end{tabular}
    見\cite[頁2]{two,one}。
    \begin{thebibliography}{9}\bibitem{one} 書一 \bibitem[x]{two} 書二\end{thebibliography}
    \newcolumntype{Y}{>{\centering}X}\newcolumntype{Z}[1]{p{#1}}
    """
    made = book(run_here, tmp_path, body)
    assert "title: 摘要\nnumbered: false\n---\n\n要點。" in made.chapter(1)
    assert "見〔[2](#bib-two)、[1](#bib-one)，頁2〕。" in made.chapter(2)
    assert "|  a  | b   |" in made.chapter(2)
    assert "title: 參考文獻\nnumbered: false" in made.chapter(3)
    assert "1.  []{#bib-one} 書一" in made.chapter(3)


def test_parts_of_figures(tmp_path: Path, run_here: Here) -> None:
    body = r"""\chapter{甲}
    \begin{figure}
    \subfigure[左]{\includegraphics{a.pdf}} \subcaptionbox{右}{\includegraphics{b}}
    \bicaption{船}{Ships}\label{f}
    \end{figure}
    """
    page = pypdfium2.PdfDocument.new()
    page.new_page(72, 36)
    (tmp_path / "source").mkdir()
    page.save(tmp_path / "source/a.pdf")
    made = book(run_here, tmp_path, body).chapter(1)
    assert '![](images/a.png){alt="左"}' in made
    assert "![船（Ships）（a）左（b）右](images/missing.svg" in made
    with Image.open(tmp_path / "source/book/chapters/images/a.png") as picture:
        assert picture.size == (300, 150)


def test_a_text_that_its_own_definitions_break(tmp_path: Path, run_here: Here) -> None:
    define = r"\newcommand{\switch}{\renewenvironment{quote}{\begin{center}}{}}"
    body = "\\chapter{甲}\n\\switch{}前。\n\n\\begin{quote}\n引。\n\\end{quote}\n\n後。"
    whole = f"\\documentclass{{book}}\n{define}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (tmp_path / "a.tex").write_text(whole, "utf-8")
    made = imported(run_here, tmp_path / "a.tex")
    assert "前。\n\n> 引。\n\n後。" in made.chapter(1)
    assert "look at: definitions before the text that Pandoc cannot read" in made.report


def test_braces_that_nothing_closes_cost_no_time(tmp_path: Path, run_here: Here) -> None:
    """Pandoc alone would take two to the power of two hundred steps."""
    made = book(run_here, tmp_path, r"\chapter{甲}" + "\n字句\n\n" + "{" * 200 + "乙丙")
    assert "乙丙" in made.chapter(1)
