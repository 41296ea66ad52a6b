"""Loads and renders templates: sandboxed, strict about names, escaping by default."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.loaders import split_template_path
from markupsafe import Markup

from nkbook.diagnostics.errors import ConfigError, NkbookError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.locales.registry import locale
from nkbook.look.cover_titles import display, title_lines
from nkbook.look.sandbox import Budget, Sandbox, check_plain
from nkbook.look.sandbox.active import find_active, not_well_formed
from nkbook.look.sandbox.compiled import compiled
from nkbook.look.theme import is_shipped
from nkbook.model.metadata import Edition
from nkbook.model.plain import Plain
from nkbook.reading.files import (
    Kind,
    all_below,
    files_below,
    is_file,
    is_there,
    leads_out,
    read_bytes,
    real,
)
from nkbook.store import Key, Store


def _is_read_in(tag: str, edition: Edition) -> bool:
    """Return True if a language tag is that of the edition's language, in whatever script."""
    return locale(edition.language).reads(tag)


def _is_written_in(tag: str, edition: Edition) -> bool:
    """Return True if a language tag is that of the edition's language and script."""
    return locale(edition.language).writes(tag)


def _markup(text: str) -> Markup:
    """Return what is markup already, so that it is not escaped."""
    return Markup(text)  # noqa: S704 — see above


class Templates:
    """The templates of a book and its theme, by name relative to a template folder."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Search the folders in order; nothing is read until a template is used."""
        self._folders = folders
        self._loader = _Loader(folders)
        self._content: tuple[tuple[tuple[str, str], ...], ...] = ()
        self._digest = ""
        self._reads: dict[str, frozenset[str] | None] = {}
        self._modules: dict[str, Any] = {}
        self._environment = Sandbox(
            loader=self._loader,
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=compiled(),
        )
        self._environment.extend_by(
            filters={"xhtml": _markup, "title_lines": title_lines, "display": display},
            tests={"read_in": _is_read_in, "written_in": _is_written_in},
        )

    def __reduce__(self) -> tuple[type[Templates], tuple[tuple[Path, ...]]]:
        """Go to another process as folders, without the templates that are loaded."""
        return Templates, (self._folders,)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the templates in a folder, without those in folders below it or the suffix .j2."""
        found = self._environment.list_templates(
            filter_func=lambda name: name.rpartition("/")[0] == folder
        )
        return tuple(name.rpartition("/")[2].removesuffix(".j2") for name in found)

    def content(self, digest: Callable[[Path], str]) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Return all that templates are made of: for each folder, names and digests of its files.

        ``digest`` returns what tells a file's content from others; a link to a folder, or out of
        the book, has where it leads.
        """
        if not self._content:
            self._content = tuple(
                tuple(
                    (str(path), _told_by(path, folder, digest))
                    for path in sorted(all_below(folder))
                )
                for folder in self._folders
            )
        return tuple(
            tuple((Path(path).relative_to(folder).as_posix(), found) for path, found in rows)
            for folder, rows in zip(self._folders, self._content, strict=True)
        )

    def digest(self, digest: Callable[[Path], str]) -> str:
        """Return a digest of ``content``, which does not change."""
        if not self._digest:
            self._digest = Key.of("templates", content=self.content(digest)).digest
        return self._digest

    @property
    def is_shipped(self) -> bool:
        """Return False if a template that was read so far is the book's own."""
        return not self._loader.own

    @property
    def steady(self) -> bool:
        """Return False if a template was read that had changed since ``content`` was asked."""
        known = dict(row for rows in self._content for row in rows)
        return all(known.get(path) == found for path, found in self._loader.read.items())

    def reads(self, name: str, store: Store) -> frozenset[str] | None:
        """Return the variables that a template reads; None if it has others in it, which may more.

        They are kept in ``store``. Raises ConfigError as ``render`` does.
        """
        if name not in self._reads:
            key = store.key("reads", templates=self.digest(store.digest), name=name)
            known = store.get(key)
            if known is None:
                read = self._variables(name)
                known = json.dumps(None if read is None else sorted(read)).encode()
                if self.steady:
                    store.put(key, known)
            names = json.loads(known)
            self._reads[name] = None if names is None else frozenset(names)
        return self._reads[name]

    def _variables(self, name: str) -> frozenset[str] | None:
        with _located(name), self._environment.within(Budget()):
            source, path, _ = self._loader.get_source(self._environment, name)
            tree = self._environment.parse(source, name, path)
            others = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)
            has_others = any(tree.find(kind) is not None for kind in others)
            return None if has_others else frozenset(meta.find_undeclared_variables(tree))

    def render(self, name: str, **context: Any) -> str:
        """Return the text of a rendered template; ``context`` holds plain values only.

        Raises ConfigError (NK305) with the template's file and line.
        """
        check_plain(context.values())
        with _located(name), self._environment.within(Budget.given(context.values())):
            text = self._environment.get_template(name).render(**context)
        self._refuse_active(name, text, _all_markup(context.values()), sheets="sheets" in context)
        return text

    def module(self, name: str) -> Any:
        """Return a template's macros as callables; raises ConfigError as ``render`` does."""
        if name not in self._modules:  # a citation style is asked for each citation
            with _located(name), self._environment.within(Budget()):
                self._modules[name] = self._environment.get_template(name).module
        return self._modules[name]

    def call(self, name: str, macro: str, *arguments: Any, **options: Any) -> Markup:
        """Return what a template's macro makes of plain values; raises as ``render`` does."""
        check_plain((*arguments, *options.values()))
        module = self.module(name)
        given = (*arguments, *options.values())
        with _located(name), self._environment.within(Budget.given(given)):
            if not hasattr(module, macro):
                raise jinja2.TemplateRuntimeError(f'macro "{macro}" is missing')
            text = Markup(getattr(module, macro)(*arguments, **options))  # noqa: S704
        self._refuse_active(name, text, _all_markup(given))
        if self._loader.own and (wrong := not_well_formed(text)):
            hint = "close every element, write & as &amp; and attributes in quotes"
            message = f'what macro "{macro}" prints is not well-formed: {wrong}'
            raise ConfigError(diagnostic("NK305", message, self._loader.place(name), hint))
        return text

    def _refuse_active(
        self, name: str, text: str, given: Iterable[str], *, sheets: bool = False
    ) -> None:
        """Raise ConfigError NK305 if a template of the book wrote what no format may hold."""
        if not self._loader.own or not (found := find_active(text, sheets=sheets, given=given)):
            return
        hint = "a book runs no programs and fetches nothing: take it out of the template"
        where = self._loader.place(name, found.seen_by)
        raise ConfigError(diagnostic("NK305", f"{found.what}: no book may hold it", where, hint))


def _all_markup(values: Iterable[object]) -> Iterator[str]:
    """Yield the markup that a template is given, also in lists and as parts of what it is given."""
    for value in values:
        if isinstance(value, Markup):
            yield value
        elif isinstance(value, list | tuple):
            yield from _all_markup(value)
        elif isinstance(value, Plain):
            parts: Any = getattr(value, "__dataclass_fields__", {})
            yield from _all_markup(getattr(value, name) for name in parts)


def _told_by(path: Path, folder: Path, digest: Callable[[Path], str]) -> str:
    return str(real(path)) if leads_out(path, folder) or not is_file(path) else digest(path)


class _Loader(jinja2.BaseLoader):
    """Finds templates in folders, and follows no link that leads out of them."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = tuple(real(folder) for folder in folders)
        self.own: dict[str, str] = {}  # texts of those that were used and are a book's, by path
        self.read: dict[str, str] = {}  # SHA-256 of those that were used

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text and path, from the first folder that has it."""
        del environment
        pieces = split_template_path(template)  # refuses ".."
        for folder in self._folders:
            path = folder.joinpath(*pieces)
            if is_there(path):
                if not any(real(path).is_relative_to(inside) for inside in self._folders):
                    raise jinja2.TemplateRuntimeError(
                        f'template "{template}" is a link that leads out of the folders of '
                        "templates"
                    )
                data = read_bytes(path, Kind.TEMPLATE)
                self.read[str(path)] = hashlib.sha256(data).hexdigest()
                text = data.decode("utf-8-sig")
                if not is_shipped(path):
                    self.own[str(path)] = text
                return text, str(path), lambda: True
        raise jinja2.TemplateNotFound(template)

    def place(self, template: str, words: str = "") -> Location:
        """Return where a book's templates have some words, the template itself first."""
        own = sorted(self.own, key=lambda path: not path.endswith(f"/{template}"))
        for path in own:
            before, found, _ = self.own[path].lower().partition(words.lower() or "\0")
            if found:
                return Location(path, before.count("\n") + 1)
        return Location(own[0])

    def list_templates(self) -> list[str]:
        """Return the names of all files in the folders."""
        return sorted(
            {
                path.relative_to(folder).as_posix()
                for folder in self._folders
                for path in files_below(folder)
                if is_there(path)
            }
        )


@contextmanager
def _located(name: str) -> Iterator[None]:
    """Turn whatever a template raises into NK305 with the template's file and line.

    A template is a program of its author's: there is no error that it can't cause.
    """
    try:
        yield
    except NkbookError:
        raise
    except jinja2.TemplateSyntaxError as error:
        where = Location(error.filename or error.name or name, error.lineno)
        raise ConfigError(diagnostic("NK305", error.message or "syntax error", where)) from error
    except jinja2.TemplateNotFound as error:
        raise ConfigError(
            diagnostic("NK305", f'template "{error.name}" not found', _template_frame(error, name))
        ) from error
    except Exception as error:
        raise ConfigError(
            diagnostic("NK305", str(error) or type(error).__name__, _template_frame(error, name))
        ) from error


def _template_frame(error: BaseException, name: str) -> Location:
    """Return the innermost line of a template in an error's traceback.

    Jinja2 has rewritten the frames of what it rendered itself; those of a macro that was called
    from here know their template, and it the line.
    """
    where = Location(name)
    trace = error.__traceback__
    while trace is not None:
        path, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        if path.endswith(".j2"):
            template = trace.tb_frame.f_globals.get("__jinja_template__")
            where = Location(path, template.get_corresponding_lineno(line) if template else line)
        trace = trace.tb_next
    return where
