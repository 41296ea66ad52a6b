"""TeX in the fields of .bib files: what its commands take is printed, and nothing else."""

from __future__ import annotations

import pytest

from nkbook.project.bibliographies.tex import plain_tex


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\href{https://example.org}{書 \emph{a}} 乙", "書 <i>a</i> 乙"),
        (r"\href{javascript:alert(1)}{甲}", "甲"),
        (r"\mkbibemph{甲} \mkbibbold{乙}", "<i>甲</i> <b>乙</b>"),
        (r"H\textsubscript{2}O, x\textsuperscript{2}", "H<sub>2</sub>O, x<sup>2</sup>"),
        (r"\enquote{甲} \path{a/b} \textnormal{c}", "甲 a/b c"),
        (r"\textit 甲", "<i>甲</i>"),
    ],
)
def test_commands(tex: str, text: str) -> None:
    assert plain_tex(tex) == text


@pytest.mark.parametrize(
    "name", ["href", "textbf", "sqrt", "footnote", "textcolor", "fcolorbox", "url"]
)
def test_a_command_without_what_it_takes(name: str) -> None:
    assert "%" not in plain_tex(f"\\{name}")
    assert "%" not in plain_tex(f"甲 {{\\{name}}}")
