"""The service worker that keeps a copy of the site on a reader's machine (W3C Service Workers).

It is only used where the site is read over https; a page from a disk needs none.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from nkbook.formats.site import layout as places
from nkbook.formats.site.metadata import json_text
from nkbook.look.scripts import script

WORKER = "offline.js"
_LEFT_OUT = frozenset((places.DOWNLOADS,))  # they are long, and kept by who wants them
_FEEDS = frozenset((places.FEED, "sitemap.xml", "robots.txt"))


def worker(folder: Path, slug: str) -> bytes:
    """Return the script for the files of a site: its name for the copy changes with any of them."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in _LEFT_OUT
    )
    names = [path.relative_to(folder).as_posix() for path in files]
    digest = hashlib.sha256()
    for name, path in zip(names, files, strict=True):
        digest.update(f"{name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    told = {
        "name": f"nkbook-{slug}-",
        "version": digest.hexdigest()[:16],
        "files": [name for name in names if name not in _FEEDS],
    }
    return f"var copy={json_text(told)};\n".encode() + script(WORKER)
