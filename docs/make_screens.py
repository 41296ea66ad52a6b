"""Makes the pictures of screens in the guide: the online edition and the preview, in Chromium.

Run it when their look has changed, with the set-up of the tests::

    python docs/make_screens.py
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from judges import node

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs/pictures"
_NKBOOK = (sys.executable, "-m", "nkbook", "-q")
_READY = "document.readyState === 'complete'"
# Some time after both are there, since the browser draws the PDF in a process of its own.
_SAVED = """\
document.getElementById('pages').contentDocument.querySelector('[data-changed]')
&& !document.getElementById('pdf').hidden
&& (window.since ??= Date.now()) < Date.now() - 4000
"""
_COLOURS = 24


def main() -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as name:
        _site(Path(name))
        _preview(Path(name))
    for picture in PICTURES.glob("screen-*.png"):
        with Image.open(picture) as image:
            image.convert("RGB").quantize(_COLOURS).save(picture, optimize=True)


def _nkbook(*arguments: str) -> None:
    subprocess.run([*_NKBOOK, *arguments], check=True)  # noqa: S603 — our own program


def _site(work: Path) -> None:
    """Picture a chapter of the flagship in a wide window, and on a telephone at night."""
    shutil.copytree(ROOT / "chapters", work / "book/chapters")
    _nkbook("build", str(work / "book"), "-f", "pdf", "-f", "site", "-e", "zh-Hant-HK")
    (page,) = (work / "book/output").rglob("history-war.html")
    for picture, *window in (("wide", "1280", "640", "light"), ("phone", "360", "640", "dark")):
        target = PICTURES / f"screen-site-{picture}.png"
        node.run("screen.mjs", page.as_uri(), str(target), *window, _READY, work=work)


def _preview(work: Path) -> None:
    """Picture the preview of a new book in which a word was changed."""
    book = work / "new"
    _nkbook("new", str(book), "--template", "scholarly", "-l", "zh-Hant-HK", "-t", "書", "-a", "人")
    chapter = max((book / "chapters").glob("*.md"), key=lambda path: path.stat().st_size)
    command = [sys.executable, "-m", "nkbook", "preview", str(book), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as desk:  # noqa: S603 — ours
        found = re.search(r"http://\S+", desk.stdout.readline() if desk.stdout else "")
        if found is None:
            raise RuntimeError("the preview has no address")
        target = PICTURES / "screen-preview.png"
        window = ("1280", "640", "light", _SAVED, str(chapter), "改了：")
        node.run("screen.mjs", found[0], str(target), *window, work=work)
        desk.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
