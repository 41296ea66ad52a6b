"""nkbook new: write the smallest sound book, ready to be filled."""

from __future__ import annotations

import datetime
import json
import re
import shlex
import unicodedata
from pathlib import Path

import click

from nkbook.cli.terminal import Terminal
from nkbook.locales.registry import languages
from nkbook.output import write_errors

_STARTER = Path(__file__).parent / "starter"
_WORDS = {"zh-Hant": ("我的書", "某人"), "zh-Hans": ("我的书", "某人")}  # title, author
_SLUG = "my-book"  # where the folder's name has no letter of a to z


@click.command("new", short_help="Write a small book to start from.")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "-l",
    "--language",
    type=click.Choice(languages()),
    default="zh-Hant-HK",
    show_default=True,
    help="The language and region of the book, and the script of what is written into it.",
)
@click.option("-t", "--title", help="The book's title [我的書].")
@click.option("-a", "--author", help="The author's name [某人].")
@click.pass_obj
def command(
    terminal: Terminal, directory: Path, language: str, title: str | None, author: str | None
) -> None:
    """Write a small book into DIRECTORY, a new or empty folder, and ask nothing.

    The book has one chapter, and its settings with explanations; it can be built at once.
    """
    if directory.is_dir() and any(directory.iterdir()):
        raise click.BadParameter(
            f"{directory} has files in it; name a new or an empty folder", param_hint="DIRECTORY"
        )
    script = language[: len("zh-Hant")]
    book_title, name = _WORDS[script]
    values = {
        "slug": _toml_string(_slug(directory.resolve().name)),
        "title": _toml_string(title or book_title),
        "language": _toml_string(language),
        "author": _toml_string(author or name),
        "date": datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat(),
    }
    settings = re.sub(
        r"\{(\w+)\}",
        lambda found: values[found[1]],
        (_STARTER / script / "book.toml").read_text(encoding="utf-8"),
    )
    chapter = (_STARTER / script / "one.md").read_text(encoding="utf-8")
    chapters = directory / "chapters"
    with write_errors(directory):
        chapters.mkdir(parents=True)
        (chapters / "book.toml").write_text(settings, encoding="utf-8")
        (chapters / "one.md").write_text(chapter, encoding="utf-8")
    if terminal.verbosity >= 0:
        click.echo(
            f"wrote {chapters / 'book.toml'} and {chapters / 'one.md'}\n"
            f"next: nkbook build {_quoted(directory)}"
        )


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
