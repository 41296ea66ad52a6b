"""Imports a book: reads the source, makes the chapters, and puts the whole in place at once."""

from __future__ import annotations

import os
import posixpath
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nkbook.diagnostics.errors import ProblemsError, SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.importing import alone
from nkbook.importing.book.chapters import Maker
from nkbook.importing.book.lengths import divided
from nkbook.importing.book.pieces import escaped, joined
from nkbook.importing.book.report import Report, as_text
from nkbook.importing.book.resolve import Resolver
from nkbook.importing.book.settings import book_toml
from nkbook.importing.book.shared import without_shared
from nkbook.importing.book.titles import readme_title
from nkbook.importing.folder import Folder
from nkbook.importing.model import Change, Done, Log, Outline
from nkbook.importing.names import HINTS, book_slug, language
from nkbook.importing.pandoc.asciidoc.gathering import SUFFIXES
from nkbook.importing.pandoc.many import files_of, read_many
from nkbook.importing.pandoc.reading import READERS, Choices
from nkbook.importing.pandoc.single import is_single, read_single
from nkbook.importing.pictures import Pictures
from nkbook.importing.registry import detected, tool
from nkbook.importing.rewrites.left_out import uncited
from nkbook.importing.sources import hugo
from nkbook.importing.sources.plain import NAME as PLAIN
from nkbook.importing.sources.plain import is_chapter
from nkbook.importing.text.header import as_header, split_header
from nkbook.output import write_errors
from nkbook.output.placing import put

REPORT = "IMPORT.md"
_UNKNOWN = "佚名"
_MUCH = 4
_WRITTEN = ((".tex",), SUFFIXES)  # kinds of files that READMEs in Markdown are about


@dataclass(frozen=True, slots=True)
class Imported:
    """A book ready to be written: its files by their paths below the book's folder."""

    files: Mapping[str, str | bytes | Path]
    report: Report


def read_folder(path: Path, name: str | None, choices: Choices, *, fetch: bool = False) -> Imported:
    """Return the book in another tool's folder; ``name`` is the tool, found by its files if None.

    A folder of no tool may have files that Pandoc reads. Raises SourceError: NK701 for a folder
    without a text, and what reading its files raises.
    """
    folder = Folder(path)
    tools = [tool(name)] if name else detected(folder)
    is_about = not name and [one.name for one in tools] == [PLAIN] and _is_about(folder)
    if is_about:
        tools = []
    source = path.resolve().name
    if name == PLAIN or not (name or is_about or {one.name for one in tools} - {PLAIN}):
        one = alone.outline(folder, choices)
        if one is not None:
            return made(folder, one, PLAIN, source, fetch=fetch)
    static = hugo.static_above(path.resolve())
    site = Folder(static) if static else None
    for at, found in enumerate(tools):
        try:
            return made(folder, found.outline(folder), found.name, source, fetch=fetch, site=site)
        except SourceError as error:
            # Settings may be left of a tool that the book has outgrown: another one may read it.
            if at + 1 == len(tools) or {one.code for one in error.diagnostics} != {"NK701"}:
                raise
    if not (files := files_of(folder)):
        hint = "name the folder that has the texts, or a file that Pandoc reads"
        raise SourceError(
            diagnostic("NK701", "no text in Markdown in it", Location(str(path)), hint)
        )
    with read_many(path, choices) as (pictures, outline):
        kind = READERS[Path(files[0]).suffix.lower()].partition("+")[0]
        return _kept(made(pictures, outline, kind, source, fetch=fetch))


def read_file(path: Path, choices: Choices, *, fetch: bool = False) -> Imported:
    """Return the book in one file, which Pandoc reads unless it is Markdown.

    Raises SourceError (NK701) for a file of no kind that can be read, and as ``read_single``.
    """
    if not is_single(path):
        hint = f"it reads folders, Markdown and {', '.join(sorted(READERS))}"
        raise SourceError(diagnostic("NK701", f"{path.name} is no file that is read", hint=hint))
    with read_single(path, choices) as (folder, outline):
        name = READERS.get(path.suffix.lower(), "markdown").partition("+")[0]
        return _kept(made(folder, outline, name, path.stem, fetch=fetch, is_file=True))


@contextmanager
def of_bounded_depth(source: Path) -> Iterator[None]:
    """Raise SourceError (NK703) for a source whose parts lie in one another without end."""
    try:
        yield
    except RecursionError as error:
        message = "its parts lie in one another, hundreds of levels deep"
        raise SourceError(diagnostic("NK703", message, Location(str(source)))) from error


def _is_about(folder: Folder) -> bool:
    """Return True if the texts in Markdown are about a book that other files are."""
    texts = [path for path in folder.files if is_chapter(path)]
    others = files_of(folder)
    if all(posixpath.basename(path).lower().startswith("readme") for path in texts):
        return bool(others)
    kind = next((one for one in _WRITTEN if others and others[0].endswith(one)), None)
    return kind is not None and _size(folder, texts) * _MUCH < _size(
        folder, [path for path in folder.files if path.endswith(kind)]
    )


def _size(folder: Folder, paths: list[str]) -> int:
    return sum(len(folder.text(path) or "") for path in paths)


def _kept(imported: Imported) -> Imported:
    """Return a book whose pictures are read, as long as their folder is there."""
    files = {
        key: value.read_bytes() if isinstance(value, Path) else value
        for key, value in imported.files.items()
    }
    return Imported(files, imported.report)


def made(  # noqa: PLR0913 — each is a thing of its own
    folder: Folder,
    outline: Outline,
    name: str,
    source: str,
    *,
    fetch: bool,
    site: Folder | None = None,
    is_file: bool = False,
) -> Imported:
    """Return the book that an outline describes, ``source`` being the name of what it came from.

    ``site`` has the pictures that lie outside the folder; what lies beside a book that ``is_file``
    is none of it. Raises SourceError (NK701) if none of the
    files has a text.
    """
    outline = divided(without_shared(outline, folder), folder)
    maker = Maker(folder, outline)
    spine = maker.spine()
    if not any(chapters for _, chapters in spine.body):
        hint = "the contents name no file with a text; name another tool with --from"
        message = f"no chapter in it, read as {name}"
        raise SourceError(diagnostic("NK701", message, Location(source), hint))
    pictures = Pictures(folder, fetch, site)
    Resolver(maker, spine, pictures, outline.root).resolve()
    log = Log("")
    title = outline.title or readme_title(folder, outline) or source
    authors = [(who, role) for who, role in outline.authors if who]
    if not outline.title:
        log.look("the source does not say the book's title", title)
    if not authors:
        log.look("the source does not say who wrote the book", _UNKNOWN)
    texts = {f"chapters/{one.name}.md": joined(one) for one in spine.chapters}
    tag = language(outline.language or _hinted(source, outline), "".join(texts.values()))
    bibliographies = [text for one in outline.bibliographies if (text := folder.text(one))]
    settings = book_toml(
        slug=book_slug(title, source),
        title=title,
        subtitle=outline.subtitle,
        language=tag,
        authors=authors or [(_UNKNOWN, "aut")],
        description=outline.description,
        date=outline.date,
        spine=spine,
        has_sources=bool(bibliographies),
        uncited=uncited(folder.text(path) or "" for path, text in sorted(maker.seen) if not text),
        has_index=any("{.index " in text for text in texts.values()),
    )
    files: dict[str, str | bytes | Path] = {"chapters/book.toml": settings}
    for one in spine.chapters:
        header = as_header(one.pieces[0].marked or escaped(one.title), numbered=one.numbered)
        files[f"chapters/{one.name}.md"] = f"{header}\n{texts[f'chapters/{one.name}.md']}"
    files |= {f"chapters/{place}": data for place, data in pictures.files.items()}
    if bibliographies:
        files["chapters/data/references.bib"] = "\n\n".join(bibliographies)
    changes: list[Change] = [
        *outline.changes,
        *(() if is_file else _unnamed(folder, outline, _seen(maker))),
        *(one for each in maker.logs for one in each.changes),
    ]
    report = Report(name, title, tag, len(texts), len(pictures.files), (*changes, *log.changes))
    files[REPORT] = as_text(report, folder)
    return Imported(files, report)


def _unnamed(folder: Folder, outline: Outline, seen: set[str]) -> list[Change]:
    """Return the texts beside the book's own that the contents do not name."""
    known = seen | {change.path for change in outline.changes}
    prefix = f"{outline.root}/" if outline.root else ""
    return [
        Change(Done.DROPPED, "a text that the contents do not name", path, path)
        for path in folder.files
        if path.startswith(prefix)
        and path not in known
        and is_chapter(path)
        and not _is_header(folder.text(path) or "", path)
    ]


def _seen(maker: Maker) -> set[str]:
    return {path for path, _ in maker.seen} | maker.within


def _is_header(text: str, path: str) -> bool:
    """Return True for a file without a text: the _index.md that names a part of Hugo's, say."""
    return path.endswith(".md") and not split_header(text, path).text.strip()


def _hinted(source: str, outline: Outline) -> str:
    """Return the language that the name of a folder says, as zh-tw does."""
    names = (source, outline.root.rpartition("/")[2])
    return next((name for name in names if name.lower().replace("_", "-") in HINTS), "")


def check_places(source: Path, dest: Path, *, force: bool) -> None:
    """Raise ProblemsError (NK702) if a book cannot be written there without a loss."""
    try:
        one, other = source.resolve(), dest.resolve()
    except (OSError, RuntimeError) as error:  # links in a circle
        message = f"{dest} leads nowhere: {error}"
        raise ProblemsError(diagnostic("NK702", message, hint="name a folder")) from error
    if source.is_dir() and (other.is_relative_to(one) or one.is_relative_to(other)):
        message = f"{dest} is inside {source} or holds it: the source stays as it is"
        raise ProblemsError(diagnostic("NK702", message, hint="name a folder beside it"))
    if one.is_relative_to(other / "chapters"):
        message = f"{source} is in the folder that would be replaced"
        raise ProblemsError(diagnostic("NK702", message, hint="name another folder"))
    if os.path.lexists(dest) and not dest.is_dir():
        raise ProblemsError(diagnostic("NK702", f"{dest} is a file", hint="name a folder"))
    with write_errors(dest):
        taken = dest.is_dir() and any(dest.iterdir())
    if taken and not force:
        hint = "name another folder; --force replaces its chapters/ folder, and all that is in it"
        raise ProblemsError(diagnostic("NK702", f"{dest} has files in it", hint=hint))


def write(imported: Imported, dest: Path) -> None:
    """Write a book into a folder: it is there whole, or as it was.

    In a folder that exists, chapters/ and the report are replaced and nothing else is touched.
    Raises MissingToolError: NK602 not writable, NK603 disk full.
    """
    with write_errors(dest):
        exists = dest.is_dir()
        dest.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".nkbook-", dir=dest if exists else dest.parent))
        try:
            book = work / "book"
            for name, data in imported.files.items():
                path = book / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if isinstance(data, Path):
                    shutil.copyfile(data, path)
                elif isinstance(data, bytes):
                    path.write_bytes(data)
                else:
                    path.write_text(data, encoding="utf-8")
            if exists:
                put(book / "chapters", dest / "chapters")
                put(book / REPORT, dest / REPORT)
            else:
                put(book, dest)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def place_of(change: Change) -> Location | None:
    """Return the file of a change as a place."""
    return Location(change.path) if change.path else None
