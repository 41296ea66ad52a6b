"""Fills the reference pages from the code: ``{{ settings }}`` alone on a line, and the like.

The pages are kept by hand but for those lines, so that no list of settings, codes or options is
written twice. What the code does not describe stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import click
import schema
import values
from sphinx.application import Sphinx

from nkbook.cli import cli
from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.errors import ExitCode
from nkbook.locales.labels import label_keys, load_labels
from nkbook.locales.registry import languages

_GROUPS = {
    "NK1": "Settings: `book.toml` and other settings files",
    "NK2": "The manuscript: chapters and their data",
    "NK3": "Pictures, fonts and templates",
    "NK4": "The PDF",
    "NK5": "The EPUB",
    "NK6": "The machine",
    "NK7": "Imports",
}
_EXITS = {
    ExitCode.DONE: "done",
    ExitCode.PROBLEMS: "problems in the manuscript",
    ExitCode.USAGE: "the command line was wrong",
    ExitCode.CONFIGURATION: "problems in the settings",
    ExitCode.SOURCE: "a source file is missing or cannot be read",
    ExitCode.MISSING_TOOL: "a library, tool or font is missing, or a file could not be written",
    ExitCode.INVALID_OUTPUT: "a file that was made failed its check; the old files are in place",
    ExitCode.INTERNAL: "a fault in nkbook; please report it",
    ExitCode.INTERRUPTED: "interrupted",
}
_PLACE = re.compile(r"^\{\{ (\w+) \}\}$", re.MULTILINE)


def codes() -> str:
    """Return the table of codes as Markdown, a heading a code so that each can be linked to."""
    lines: list[str] = []
    group = ""
    for row in CODES.values():
        if row.code[:3] != group:
            group = row.code[:3]
            lines += [f"## {_GROUPS[group]}", ""]
        lines += [f"### {row.code}", "", f"**{row.severity.value}: {row.title}**", ""]
        lines += [_escaped(row.rationale), ""]
    return "\n".join(lines)


def commands() -> str:
    """Return each verb of the command line with its arguments and options."""
    context = click.Context(cli, info_name="nkbook")
    lines = ["## nkbook", "", *_command(cli, context)]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is None:
            raise LookupError(name)
        inner = click.Context(command, parent=context, info_name=name)
        lines += [f"## nkbook {name}", "", *_command(command, inner)]
        if isinstance(command, click.Group):
            for below, part in sorted(command.commands.items()):
                nested = click.Context(part, parent=inner, info_name=below)
                lines += [f"### nkbook {name} {below}", "", *_command(part, nested)]
    return "\n".join(lines)


def exit_codes() -> str:
    """Return the exit codes as a table."""
    rows = [f"| {code.value} | {_EXITS[code]} |" for code in ExitCode]
    return "\n".join(["| code | meaning |", "| --- | --- |", *rows])


def labels() -> str:
    """Return the words that nkbook itself prints, a column an edition."""
    known = {language: load_labels(language) for language in languages()}
    lines = [f"| key | {' | '.join(known)} |", "| --- |" + " --- |" * len(known)]
    for key in label_keys():
        words = (table[key.replace("-", "_")] for table in known.values())
        lines.append(f"| `{key}` | {' | '.join(words)} |")
    return "\n".join(lines)


CONTENTS: Mapping[str, Callable[[], str]] = {
    "settings": schema.settings,
    "codes": codes,
    "commands": commands,
    "exit_codes": exit_codes,
    "labels": labels,
    "page_values": values.page_values,
    "source_values": values.source_values,
}


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if not command.help:
        raise LookupError(f"{context.command_path} has no help text")
    yield command.help
    yield ""
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    yield ""
    yield "| option | what it does |"
    yield "| --- | --- |"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None or isinstance(parameter, click.Argument):
            continue  # an argument's name is in the usage, its meaning in the text
        option, text = record
        if not text:
            raise LookupError(f"{context.command_path} {option} has no help text")
        yield f"| `{option.replace('|', ', ')}` | {_escaped(text)} |"
    yield ""


def _escaped(text: str) -> str:
    """Return plain text as Markdown that shows it letter by letter."""
    return re.sub(r"([\\`*_{}\[\]<>#|^~])", r"\\\1", text)


def fill(text: str) -> str:
    """Return a page's text with its places filled."""
    return _PLACE.sub(lambda found: CONTENTS[found[1]](), text)


def _fill_source(_app: Sphinx, page: str, source: list[str]) -> None:
    if page.startswith("reference/"):
        source[0] = fill(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("source-read", _fill_source)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
