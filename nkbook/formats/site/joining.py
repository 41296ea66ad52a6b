"""Makes the site of the folders of its editions: home page, downloads, scripts, page for errors."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.formats.base import Artifact, FormatContext, Made
from nkbook.formats.html.access import Access
from nkbook.formats.html.markup import parse, to_html
from nkbook.formats.site import layout as places
from nkbook.formats.site.citation import citation
from nkbook.formats.site.extras.offline import WORKER, worker
from nkbook.formats.site.feed import download_name, feed
from nkbook.formats.site.head import Head, complete
from nkbook.formats.site.judgement import judge_site
from nkbook.formats.site.layout import shown
from nkbook.formats.site.metadata import book_record
from nkbook.formats.site.pages import EditionLink
from nkbook.look.scripts import script
from nkbook.look.views import BookView
from nkbook.model.page_kinds import PageKind
from nkbook.model.plain import Plain
from nkbook.model.publication import Publication

_HOME = "site/home.html.j2"
_MISSING = "site/missing.html.j2"
_DOWNLOADED = ("pdf", "epub", "print", "booklet")  # in the order in which readers look for them
_FORMAT = "site"
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Download(Plain):
    """A file that readers can take with them."""

    title: str  # PDF
    edition: str  # 香港版
    language: str
    name: str
    href: str
    size: str
    sha256: str
    pages: int | None


def join(
    publications: Sequence[Publication], context: FormatContext, made: Sequence[Made], target: Path
) -> Artifact:
    """Write the site into the folder ``target``; the parts of ``made`` are moved there.

    Raises InvalidOutputError (NK501) for a page that is not well-formed or a link that leads
    nowhere, and OSError when it cannot be written.
    """
    for part in made:
        if part.format == _FORMAT:
            shutil.move(part.path, target / part.edition)
    files = [file for one in publications for file in _downloads(one, context, made, target)]
    for name in (places.READER, places.SEARCHER):
        (target / name).write_bytes(script(name))
    _own_pages(publications, context, made, files, target)
    downloaded = [one for one in made if one.format in _DOWNLOADED and files]
    base = context.options.site.base_url
    (target / places.FEED).write_bytes(feed(publications, downloaded, base))
    _for_robots(publications, context, target)
    if context.options.site.offline:
        slug = publications[0].metadata.slug
        (target / WORKER).write_bytes(worker(target, slug))
    if problems := tuple(judge_site(target)):
        raise InvalidOutputError(problems)
    return Artifact(target)


def _downloads(
    publication: Publication, context: FormatContext, made: Sequence[Made], target: Path
) -> Iterator[Download]:
    """Put an edition's other files where readers can take them, and yield them."""
    edition = publication.edition
    if not context.options.site.downloads:
        return
    own = [one for one in made if one.edition == edition.id and one.format in _DOWNLOADED]
    for one in sorted(own, key=lambda item: _DOWNLOADED.index(item.format)):
        if not one.path.is_file():
            continue
        name = download_name(one)
        place = target / places.DOWNLOADS / name
        place.parent.mkdir(exist_ok=True)
        _copy(one.path, place)
        with place.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        title = edition.labels[f"format_{one.format}"]
        yield Download(
            title,
            edition.labels["edition_name"],
            edition.language,
            name,
            f"{places.DOWNLOADS}/{name}",
            _size(place.stat().st_size),
            digest,
            one.pages,
        )


def _copy(source: Path, place: Path) -> None:
    """Give a file a second name, or make a second file where the disk knows one name alone."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)


def _size(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB" if size >= _MEGABYTE else f"{max(1, size // 1000)} kB"


def _own_pages(
    publications: Sequence[Publication],
    context: FormatContext,
    made: Sequence[Made],
    files: Sequence[Download],
    target: Path,
) -> None:
    first = publications[0]
    base = context.options.site.base_url
    cited = citation(first, context.templates)
    editions = tuple(
        EditionLink(one.name, one.language, f"{one.id}/{places.CONTENTS}", current=False)
        for one in context.editions
    )
    downloaded = [one for one in made if one.format in _DOWNLOADED and files]
    record = book_record(publications, _access(publications, made), downloaded, base)
    for template, file, title in (
        (_HOME, places.HOME, first.metadata.full_title(first.edition.labels)),
        (_MISSING, places.MISSING, first.edition.labels["site_not_found"]),
    ):
        # A server shows the page for errors at any depth.
        root = (base or "/") if file == places.MISSING else ""
        text = context.templates.render(
            template,
            language=first.edition.language,
            metadata=first.metadata,
            labels=first.edition.labels,
            contributors=BookView.of(first).contributors,
            title=title,
            folder=first.edition.id,
            editions=editions,
            downloads=tuple(files),
            citation=cited.whole,
            cover=f"{first.edition.id}/{places.COVER}",
            stylesheet=f"{first.edition.id}/{places.STYLESHEET}",
        )
        document = parse(text, title)
        if file == places.HOME:
            head = Head("", file, title, first, base, context.editions, {}, False, cited, record)
            head = replace(head, offline=context.options.site.offline)
            complete(document, head)
        else:
            for link in document.iter("{*}a", "{*}link"):
                link.set("href", f"{root}{link.get('href', '')}")
        (target / file).write_bytes(to_html(document))


def _access(publications: Sequence[Publication], made: Sequence[Made]) -> Access:
    """Return what is true of the pages of all editions."""
    trees = [page.document.tree for one in publications for page in one.pages if page.document]
    tags = {str(element.tag) for tree in trees for element in tree.iter()}
    return Access(
        notes=any(page.document and page.document.notes for page in publications[0].pages),
        ruby="ruby" in tags,
        maths="math" in tags,
        indexed=any(page.kind is PageKind.INDEX for page in publications[0].pages),
        paged=any((one.path / places.PAGE_LIST).exists() for one in made if one.format == _FORMAT),
    )


def _for_robots(publications: Sequence[Publication], context: FormatContext, target: Path) -> None:
    """Write the list of pages by which search engines find all of them (sitemaps.org, 0.9)."""
    base = context.options.site.base_url
    if base is None:
        return
    paths = ["", *(f"{one.edition.id}/" for one in publications)]
    for one in publications:
        names: Mapping[str, str] = places.Layout.of(one).pages
        paths += [f"{one.edition.id}/{names[page.id]}" for page in shown(one)]
    rows = "".join(f"<url><loc>{escape(base + path)}</loc></url>\n" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n'
    (target / "sitemap.xml").write_text(text, encoding="utf-8")
    (target / "robots.txt").write_text(f"Sitemap: {base}sitemap.xml\n", encoding="utf-8")
