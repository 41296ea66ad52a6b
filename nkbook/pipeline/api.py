"""The public functions, for programs and for the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TypedDict, Unpack

from nkbook.diagnostics.problems import Diagnostic
from nkbook.pipeline import unchanged
from nkbook.pipeline.caching import open_cache
from nkbook.pipeline.copies.original import original
from nkbook.pipeline.request import Request, Result
from nkbook.reading.files import noting
from nkbook.store.pruning import prune_daily


class Options(TypedDict, total=False):
    """What may be said of a build besides the book's folder; see ``Request``."""

    formats: Iterable[str]
    editions: Iterable[str]
    output: str | PathLike[str] | None
    jobs: int
    strict: bool
    debug_grid: bool
    cache: str | PathLike[str] | None
    use_cache: bool
    force: bool
    cluster: str | None
    untrusted: bool
    confined: bool


def build(
    book: Request | str | PathLike[str],
    *,
    progress: Callable[[str], None] = lambda _: None,
    **options: Unpack[Options],
) -> Result:
    """Build a book's editions and formats, and return the files made and the warnings found.

    ``book`` is the folder that holds ``chapters/``, or a whole ``Request``, which ``options``
    change. ``formats`` and ``editions`` left out are those that book.toml lists; ``output`` is the
    folder for the files (``output/`` in the book's folder). ``jobs`` is the number of files made at
    a time; under ``strict`` warnings are errors. ``progress`` is called with one line of text a
    step.

    What takes long to make is kept in the folder ``cache`` (``$NKBOOK_CACHE``, which may be empty
    for none; ``$XDG_CACHE_HOME/nkbook``), unless ``use_cache`` is False. If nothing has changed
    since the last build like this one, nothing is done, and the result says when that was in
    ``unchanged_since``, unless ``force`` is True. A cache that cannot be used is a warning, NK608,
    which stops no build.

    ``cluster`` is the address of a Dask scheduler, tcp://HOST:PORT, whose workers lay the pages
    out; "local" starts ``jobs`` workers here.

    ``untrusted`` is for a book that anybody may have written: its own styles, templates, fonts and
    profiles are left aside (NK110), limits are at their strictest, nothing is kept in a cache, and
    on Linux the process that reads it reaches neither the network nor any file outside the book and
    the output folder. Where the system cannot see to that, a warning, NK611, says so, or under
    ``confined`` an error, NK612, and nothing is read.

    Nothing in the output folder is replaced unless everything succeeds. Raises NkbookError (one of
    its subclasses) with every problem found. What takes long is done in processes of their own.
    """
    request = book if isinstance(book, Request) else Request(Path(book))
    if "formats" in options:
        request = replace(request, formats=_names(options["formats"]))
    if "editions" in options:
        request = replace(request, editions=_names(options["editions"]))
    if "output" in options:
        output = options["output"]
        request = replace(request, output=None if output is None else Path(output))
    if "cache" in options:
        cache = options["cache"]
        request = replace(request, cache=None if cache is None else Path(cache))
    request = replace(
        request,
        jobs=options.get("jobs", request.jobs),
        strict=options.get("strict", request.strict),
        debug_grid=options.get("debug_grid", request.debug_grid),
        use_cache=options.get("use_cache", request.use_cache),
        force=options.get("force", request.force),
        cluster=options.get("cluster", request.cluster),
        untrusted=options.get("untrusted", request.untrusted),
        confined=options.get("confined", request.confined),
    )
    if request.untrusted:
        from nkbook.pipeline import untrusted  # noqa: PLC0415 — half a second, which no look needs

        return untrusted.build(request, progress)
    store = open_cache(request)
    result = unchanged.last_result(request, store)
    if result is None:
        # Its processes import what they need while this one does, and reads the book.
        with original() if request.cluster is None else nullcontext() as copied:
            from nkbook.pipeline import steps  # noqa: PLC0415 — half a second, which no look needs

            with noting() as notes:
                result = steps.build(request, progress, store, copied)
        unchanged.keep(request, store, notes, result)
        if store.folder:
            prune_daily(store.folder)
    if store.problem:
        result = replace(result, diagnostics=(*result.diagnostics, store.problem))
    return result


def check(
    root: str | PathLike[str],
    *,
    editions: Iterable[str] = (),
    second_reading: bool = False,
    untrusted: bool = False,
    confined: bool = False,
) -> tuple[Diagnostic, ...]:
    """Return every problem that can be found in the book in ``root`` without making its files.

    With ``second_reading``, Pandoc reads the chapters too, and a warning says where the two differ.
    ``untrusted`` and ``confined`` are those of ``build``.

    Raises NkbookError when the book cannot be read to its end, with every problem found so far:
    ConfigError for a wrong book.toml, SourceError for an unreadable file.
    """
    if untrusted:
        from nkbook.pipeline import untrusted as of_strangers  # noqa: PLC0415 — as above

        request = Request(Path(root), editions=_names(editions), untrusted=True, confined=confined)
        return of_strangers.check(request, second_reading=second_reading)
    from nkbook.pipeline import steps  # noqa: PLC0415 — as above

    return steps.check(Path(root), _names(editions), second_reading=second_reading)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names as a tuple; a lone string is one name, not its letters."""
    return (names,) if isinstance(names, str) else tuple(names)
