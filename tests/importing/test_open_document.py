"""What editors leave in files of LibreOffice, written into one that Pandoc made."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest
from conftest import Run

pytestmark = pytest.mark.slow

Here = Callable[..., Run]
REGIONS = """<text:tracked-changes><text:changed-region text:id="c1"><text:insertion/>
</text:changed-region><text:changed-region text:id="c2"><text:deletion><text:p>舊</text:p>
</text:deletion></text:changed-region></text:tracked-changes>"""
EDITS = (
    '字<text:change-start text:change-id="c1"/>新<text:change-end text:change-id="c1"/>與'
    '<text:change text:change-id="c2"/>末<office:annotation><text:p>要查</text:p>'
    "</office:annotation>。"
)
LINED = (
    '<style:style style:name="Li" style:family="text"><style:text-properties '
    'style:text-underline-style="solid"/></style:style></office:automatic-styles>'
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "字新與末。"),
        (("--changes", "reject"), "字與舊末。"),
        (
            ("--changes", "keep", "--comments", "keep"),
            '字[新]{.insertion author=""}與[~~舊~~]{.deletion author=""}末<!-- 批註（）：要查 -->',
        ),
    ],
)
def test_changes_and_comments(
    tmp_path: Path, run_here: Here, options: tuple[str, ...], expected: str
) -> None:
    text = edited(tmp_path, run_here, options)
    assert expected in text


def test_links_underlines_and_captions(tmp_path: Path, run_here: Here) -> None:
    text = edited(tmp_path, run_here, ())
    assert "[底線]{.underline}" in text
    assert "見[上](#mark-1)。" in text
    assert "[]{#mark-1}甲" in text
    assert "![船的圖](images/" in text


def edited(tmp_path: Path, run_here: Here, options: tuple[str, ...]) -> str:
    """Return the chapter of a file with a region of changes, a comment, a link, a picture."""
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
    )
    source = "# 題\n\n[]{#ein}甲。\n\nEDITS\n\nLINED，見[上](#ein)。\n\n![船的圖](a.svg)\n"
    path = tmp_path / "a.odt"
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-s", "-o", path]
    subprocess.run(command, input=source, text=True, check=True, timeout=60, cwd=tmp_path)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    content = files["content.xml"].decode().replace("<office:text>", f"<office:text>{REGIONS}")
    content = content.replace("EDITS", EDITS).replace("</office:automatic-styles>", LINED)
    lined = '<text:span text:style-name="Li">底線</text:span>'
    files["content.xml"] = content.replace("LINED", lined).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    run = run_here("import", path, tmp_path / "book", *options)
    assert run.code == 0, run.err
    return "".join(one.read_text() for one in (tmp_path / "book/chapters").glob("*.md"))
