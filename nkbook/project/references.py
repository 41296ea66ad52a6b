"""Reads the works that the book cites, as CSL items: references.yaml, .bib, .ris and CSL files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.csl.item import CslItem
from nkbook.project.bibliographies.csl_files import Found, read_csl_json, read_csl_yaml, read_works
from nkbook.project.bibliographies.doubts import doubts
from nkbook.project.metadata_blocks import Works
from nkbook.reading.files import is_there, names_in, real
from nkbook.reading.text import read_optional
from nkbook.store import Store
from nkbook.store.reading import kept

REFERENCES = "data/references.yaml"
_CODE = "NK214"  # of the book's own file
_OTHER = "NK249"  # of the files of reference managers
_FOLDERS = ("", "data/")
_NAMES = ("references.yaml", "references.yml", "references.json")


def load_references(
    chapters: Path,
    named: Sequence[tuple[str, Location]] = (),
    in_chapters: Sequence[Works] = (),
    styles: frozenset[str] = frozenset(),
    store: Store | None = None,
) -> tuple[Mapping[str, CslItem], tuple[Diagnostic, ...]]:
    """Return the works by id, and what is wrong with them; a book without any file has none.

    After data/references.yaml come the files ``named`` in book.toml, by their paths from the
    chapters, or else every .bib and .ris file and references.json, .yaml or .yml there and in
    data/, and last the works in the metadata of chapters' files, ``in_chapters``. An entry with a
    problem (NK214, of other files NK249) is left out, the others are kept;
    of two with one id the first holds.
    What only looks wrong is told (NK275, NK276), and what a work lacks that one of the citation
    ``styles`` prints. What a file was read as is kept in ``store``. Raises SourceError for a file
    that cannot be read.
    """
    items: dict[str, CslItem] = {}
    problems: list[Diagnostic] = []
    places: dict[str, Location] = {}
    shown = f"chapters/{REFERENCES}"
    text = read_optional(chapters / REFERENCES, shown)
    if text is not None:
        own = kept(store, read_csl_yaml, text, shown, _CODE)
        _add(items, problems, places, own, _CODE)
    for path, where in named or _present(chapters):
        content = _text(chapters, path, where)
        if isinstance(content, Diagnostic):
            problems.append(content)
        else:
            read = kept(store, _read, content, f"chapters/{path}")
            _add(items, problems, places, read, _OTHER)
    for works in in_chapters:
        read = read_works(works.text, works.shown, _OTHER, works.first_line)
        _add(items, problems, places, read, _OTHER)
    problems += doubts(items, places, styles)
    return MappingProxyType(items), tuple(problems)


def _add(
    items: dict[str, CslItem],
    problems: list[Diagnostic],
    places: dict[str, Location],
    read: tuple[Sequence[Found], Sequence[Diagnostic]],
    code: str,
) -> None:
    rows, found = read
    problems += found
    for item, wrong, where in rows:
        problems += wrong
        if item is None:
            continue
        places.setdefault(item.id, where)
        if items.setdefault(item.id, item) != item or (
            code == _CODE and items[item.id] is not item
        ):
            message = f'id "{item.id}" is given twice'
            if code == _OTHER:
                message += "; the first one is used"
            problems.append(diagnostic(code, message, where, "give one of them another id"))


def _present(chapters: Path) -> Iterator[tuple[str, None]]:
    """Yield the files of sources that lie beside the chapters, by their names."""
    for folder in _FOLDERS:
        inside = chapters / folder
        names = {name for name in names_in(inside) if name.endswith((".bib", ".ris"))} | set(_NAMES)
        for name in sorted(names):
            if f"{folder}{name}" != REFERENCES and is_there(inside / name):
                yield f"{folder}{name}", None


def _text(chapters: Path, path: str, where: Location | None) -> str | Diagnostic:
    """Return the text of a file, or what is wrong with its name in book.toml."""
    full = chapters / path
    with suppress(OSError):  # which reading it reports
        if not real(full).is_relative_to(real(chapters.parent)):
            message = f"{path} lies outside the book and is not read"
            return diagnostic(_OTHER, message, where, "move it into chapters/")
    text = read_optional(full, f"chapters/{path}")
    if text is None:
        hint = "paths are relative to chapters/"
        return diagnostic(_OTHER, f"{path} is not there; its sources are missing", where, hint)
    return text


def _read(text: str, shown: str) -> tuple[Sequence[Found], Sequence[Diagnostic]]:
    kind = Path(shown).suffix.lower()
    if kind == ".json":
        return read_csl_json(text, shown, _OTHER)
    if kind in (".yaml", ".yml"):
        return read_csl_yaml(text, shown, _OTHER)
    if kind == ".ris":
        from nkbook.project.bibliographies.ris_files import read_ris  # noqa: PLC0415

        return read_ris(text, shown)
    # Its libraries take a tenth of a second to load, and most books have no such file.
    from nkbook.project.bibliographies.bib_files import read_bib  # noqa: PLC0415

    return read_bib(text, shown)
