"""nkbook new: write a small sound book of some kind, ready to be filled."""

from __future__ import annotations

import datetime
import json
import re
import shlex
import sys
import unicodedata
from pathlib import Path

import click

from nkbook.cli.terminal import Terminal
from nkbook.locales.registry import languages
from nkbook.output import write_errors

_STARTER = Path(__file__).parent / "starter"
_WORDS = {"zh-Hant": ("我的書", "某人"), "zh-Hans": ("我的书", "某人")}  # title, author
_SLUG = "my-book"  # where the folder's name has no letter of a to z
_DEFAULT = "zh-Hant-HK"
_HEAD = "head.toml"  # the tables of book.toml that books of all kinds have
_REST = "settings.toml"  # what follows them in books of one kind
_PLAIN = "plain"
_SCRIPTS = ("zh-Hant", "zh-Hans")
# What is written otherwise in the texts of zh-Hant, which are Hong Kong's.
_TAIWAN = str.maketrans({"裏": "裡", "着": "著", "甚": "什"})


def _templates() -> list[str]:
    """Return the names of the kinds of books, the plain one first."""
    names = sorted(path.name for path in (_STARTER / _SCRIPTS[0]).iterdir() if path.is_dir())
    return [_PLAIN, *(name for name in names if name != _PLAIN)]


@click.command("new", short_help="Write a small book to start from.")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "-l",
    "--language",
    type=click.Choice(languages()),
    help="The language and region of the book, and the script of what is written into it"
    f" [{_DEFAULT}].",
)
@click.option("-t", "--title", help="The book's title [我的書].")
@click.option("-a", "--author", help="The author's name [某人].")
@click.option(
    "--template",
    type=click.Choice(_templates()),
    default=_PLAIN,
    show_default=True,
    help="The kind of book: its parts, settings and an example of what such books need.",
)
@click.pass_obj
def command(  # noqa: PLR0913 — click passes every option by name
    terminal: Terminal,
    directory: Path,
    language: str | None,
    title: str | None,
    author: str | None,
    template: str,
) -> None:
    """Write a small book into DIRECTORY, a new or empty folder.

    It has a few lines of text to be replaced, and its settings with explanations; it can be built
    at once. On a terminal, nkbook asks for what the options don't tell.
    """
    if directory.is_dir() and any(directory.iterdir()):
        raise click.BadParameter(
            f"{directory} has files in it; name a new or an empty folder", param_hint="DIRECTORY"
        )
    asks = sys.stdin.isatty() and terminal.verbosity >= 0
    if language is None:
        choice = click.Choice(languages())
        language = click.prompt("Language", _DEFAULT, type=choice) if asks else _DEFAULT
    script = language[: len(_SCRIPTS[0])]
    book_title, name = _WORDS[script]
    title = title or (click.prompt("Title", book_title) if asks else book_title)
    author = author or (click.prompt("Author", name) if asks else name)
    values = {
        "slug": _toml_string(_slug(directory.resolve().name)),
        "title": _toml_string(title),
        "language": _toml_string(language),
        "author": _toml_string(author),
        "date": datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat(),
    }
    source = _STARTER / script
    head = _text(source / _HEAD, language)
    settings = re.sub(r"\{(\w+)\}", lambda found: values[found[1]], head)
    settings += _text(source / template / _REST, language)
    chapters = directory / "chapters"
    made = [chapters / "book.toml"]
    with write_errors(directory):
        chapters.mkdir(parents=True)
        made[0].write_text(settings, encoding="utf-8")
        for file in sorted((source / template).rglob("*.*")):
            if file.name != _REST:
                made.append(chapters / file.relative_to(source / template))
                made[-1].parent.mkdir(exist_ok=True)
                made[-1].write_text(_text(file, language), encoding="utf-8")
    if terminal.verbosity >= 0:
        names = [str(file.relative_to(chapters)) for file in made]
        click.echo(
            f"wrote into {chapters}: {', '.join(names)}\nnext: nkbook build {_quoted(directory)}"
        )


def _text(path: Path, language: str) -> str:
    text = path.read_text(encoding="utf-8")
    return text.translate(_TAIWAN) if language == "zh-Hant-TW" else text


def _quoted(path: Path) -> str:
    """Return a path as a shell takes it; letters of all languages need no quotation marks."""
    text = str(path)
    return text if re.fullmatch(r"[\w./+-]+", text) else shlex.quote(text)


def _slug(name: str) -> str:
    """Return a folder's name as the name of files: letters a to z, digits, single hyphens."""
    plain = unicodedata.normalize("NFKD", name).lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or _SLUG


def _toml_string(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
