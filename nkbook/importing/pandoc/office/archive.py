"""Opens archives of office programs, and refuses those that unpack to more than a book has."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.model.document import Element

_MOST_FILES = 20_000
_MOST_BYTES = 2_000_000_000  # of all files together, unpacked
_MOST_XML = 200_000_000  # of one file of XML


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield an archive; raises SourceError: NK703 for what is none, NK705 for one too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            large = sum(entry.file_size for entry in entries) > _MOST_BYTES
            wide = any(
                entry.file_size > _MOST_XML for entry in entries if entry.filename.endswith(".xml")
            )
            if large or wide or len(entries) > _MOST_FILES:
                message = "it unpacks to far more than a book has"
                hint = "divide it in its program, and import the parts"
                raise SourceError(diagnostic("NK705", message, Location(path.name), hint))
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        message = f"it is damaged or no file of its kind: {error}"
        raise SourceError(
            diagnostic("NK703", message, Location(path.name), "save it again from its program")
        ) from error


def parsed(archive: zipfile.ZipFile, name: str) -> Element | None:
    """Return the root of a file of XML in an archive, None if it is not there.

    Entities are not expanded and nothing is loaded. Raises SourceError (NK703) for broken XML.
    """
    if name not in archive.namelist():
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(archive.read(name), parser)
    except etree.XMLSyntaxError as error:
        message = f"{name} in it is broken XML: {error}"
        where, hint = Location(str(archive.filename)), "save it again from its program"
        raise SourceError(diagnostic("NK703", message, where, hint)) from error


def rewritten(archive: zipfile.ZipFile, changed: Mapping[str, Element], target: Path) -> None:
    """Write a copy of an archive in which some files of XML are others."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in dict.fromkeys(archive.namelist()):
            if name.endswith("/"):
                continue
            root = changed.get(name)
            data = archive.read(name) if root is None else etree.tostring(root, encoding="UTF-8")
            copy.writestr(name, data)
