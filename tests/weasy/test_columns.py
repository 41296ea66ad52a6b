"""Columns are the same when the lines of trials are laid out once, and it is less work."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import REPOSITORY

from nkbook.look.fonts import load_fonts
from nkbook.weasy import Engine, engine
from nkbook.weasy.compose import grid
from nkbook.weasy.patches.patch import resolve
from nkbook.weasy.patches.table import PATCHES

pytestmark = pytest.mark.slow

SHEET = """
@page { size: 220pt 170pt; margin: 20pt }
html { font: 9pt/13pt NK Serif Latin, NKSerifCJK; --grid: off }
body, p, h2 { margin: 0 } h2 { font-size: 9pt; break-after: avoid } .g { margin-bottom: 13pt }
.columns { column-count: 2; column-gap: 10pt; orphans: 2; widows: 2 }
"""
ROW = "<p>條目{0}，甲乙丙{1}<a href='#x'>{0}</a>、{0}<b>五</b></p>"


def rows(count: int, row: str = ROW) -> str:
    return "".join(row.format(number, "丁戊己庚辛" * (number % 5)) for number in range(count))


BODIES = {
    "few": rows(9),
    "one page": rows(30),
    "many pages": rows(130),
    "groups": "".join(f'<div class="g"><h2>部{n}</h2>{rows(n)}</div>' for n in range(3, 12)),
    "between": rows(20) + '<h2 style="column-span:all">全寬</h2>' + rows(25),
    "floats": rows(25, "<p><i style='float:left'>浮</i>條目{0}{1}{1}{1}</p>"),
    "absolute": rows(
        25, "<p style='position:relative'>條<s style='position:absolute'>絕</s>{1}</p>"
    ),
    "notes": rows(
        25, "<p>條目{0}{1}<s id='n{0}' data-call='c{0}' style='float:footnote'>註{0}</s></p>"
    ),
    "formulas": rows(25, "<p>條<span style='display:inline-block;height:{0}pt'>高</span>{1}</p>"),
    "nested": rows(14, "<div style='padding-left:1em'><p>條{0}{1}</p><p>其下{1}{1}</p></div>"),
    "on the grid": f"<style>html {{ --grid: on }}</style>{rows(30)}",
    "first letters": f"<style>p::first-letter {{ font-size: 12pt }}</style>{rows(30)}",
    "first lines": f"<style>p::first-line {{ color: red }}</style>{rows(30)}",
    "three": f"<style>.columns {{ column-count: 3; text-indent: 1em }}</style>{rows(60)}",
    "filled": f"<style>.columns {{ column-fill: auto }}</style>{rows(60)}",
}


LONG = f"<style>@page {{ size: 220pt 900pt }}</style>{BODIES['groups']}"  # on one page


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), "zh-Hant-HK") as weasyprint:
        yield weasyprint


def laid_out(ready: Engine, body: str, target: Path) -> bytes:
    html = f'<html lang="zh-Hant-HK"><title>x</title><style>{SHEET}</style><body id="x">'
    layout = ready.lay_out(f'{html}<p>前文。</p><div class="columns">{body}</div>後文。', {})
    # What stands absolutely stands over other letters.
    path = target.parent / "on-purpose" / target.name
    path.parent.mkdir(exist_ok=True)
    layout.write(path, b"columns", ())
    return path.read_bytes()


def undone(monkeypatch: pytest.MonkeyPatch) -> None:
    for patch in PATCHES:
        if patch.replacement.startswith("nkbook.weasy.columns:"):
            owner, name = resolve(patch.target)
            monkeypatch.setattr(owner, name, inspect.unwrap(vars(owner)[name]))


@pytest.mark.parametrize("name", BODIES)
def test_not_a_byte_changes(
    ready: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    found = laid_out(ready, BODIES[name], tmp_path / "found.pdf")
    undone(monkeypatch)
    assert found == laid_out(ready, BODIES[name], tmp_path / "plain.pdf")


def test_no_line_is_laid_out_for_each_trial(
    ready: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 0
    upstream = grid._get_next_linebox

    def counted(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        return upstream(*arguments)

    monkeypatch.setattr(grid, "_get_next_linebox", counted)
    laid_out(ready, LONG, tmp_path / "found.pdf")
    few, count = count, 0
    undone(monkeypatch)
    laid_out(ready, LONG, tmp_path / "plain.pdf")
    assert 0 < few < 0.8 * count
