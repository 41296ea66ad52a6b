"""Notebooks of Jupyter as texts: their words, their code, and what it made, which they hold."""

from __future__ import annotations

import base64
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nkbook.importing.folder import Folder, listed, mapping, words
from nkbook.importing.model import Log
from nkbook.importing.rewrites.knitr import figures, of_quarto

NOTEBOOK = ".ipynb"
_PICTURES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}
_OPTION = re.compile(r"#\|[ \t]*([\w.-]+):[ \t]*(.*)\n?")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a terminal
_ATTACHED = re.compile(r"(?<=\()attachment:([^)\s]+)")
_NO_CODE = {"hide-input", "remove-input", "remove_input", "hide-cell", "remove-cell"}
_NO_OUTPUT = {"hide-output", "remove-output", "remove_output", "hide-cell", "remove-cell"}


def read(folder: Folder, path: str, log: Log) -> str | None:
    """Return the text of a file of the source, a notebook's in Markdown; None if there is none."""
    text = folder.text(path)
    if text is None or not path.lower().endswith(NOTEBOOK):
        return text
    try:
        notebook = mapping(json.loads(text))
    except (ValueError, RecursionError):
        log.look("a notebook that is damaged", path)
        return None
    meta = mapping(notebook.get("metadata"))
    language = words(mapping(meta.get("kernelspec")).get("language"))
    language = language or words(mapping(meta.get("language_info")).get("name")) or "python"
    reader = _Reader(folder, path, log, language)
    cells = (mapping(one) for one in listed(notebook.get("cells")))
    return "\n\n".join(part.strip("\n") for cell in cells for part in reader.cell(cell)) + "\n"


@dataclass(slots=True)
class _Reader:
    folder: Folder
    path: str
    log: Log
    language: str
    count: int = 0

    def cell(self, cell: Mapping[str, Any]) -> Iterator[str]:
        """Yield a cell as Markdown."""
        source = _joined(cell.get("source"))
        match cell.get("cell_type"):
            case "markdown":
                yield self._attached(source, mapping(cell.get("attachments")))
            case "code" if source.strip():
                yield from self._code(source, cell)
            case "raw" if source.startswith("---"):  # the header of Quarto
                yield source
            case _ if source.strip():
                self.log.dropped("a raw cell of a notebook", source)

    def _attached(self, source: str, attachments: Mapping[str, Any]) -> str:
        def one(found: re.Match[str]) -> str:
            return self._picture(mapping(attachments.get(found[1]))) or found[0]

        return _ATTACHED.sub(one, source)

    def _code(self, source: str, cell: Mapping[str, Any]) -> Iterator[str]:
        options = {found[1]: found[2].strip() for found in _OPTION.finditer(source)}
        code = _OPTION.sub("", source).strip("\n")
        tags = {str(tag) for tag in listed(mapping(cell.get("metadata")).get("tags"))}
        is_out = options.get("include") == "false"
        if is_out or options.get("echo") == "false" or tags & _NO_CODE:
            self.log.dropped("code that its notebook does not show", code)
        elif code:
            yield _fenced(code, self.language)
        if not (is_out or options.get("output") == "false" or tags & _NO_OUTPUT):
            for output in listed(cell.get("outputs")):
                yield from self._output(mapping(output), options)

    def _output(self, output: Mapping[str, Any], options: Mapping[str, str]) -> Iterator[str]:
        data = mapping(output.get("data"))
        if name := self._picture(data):
            self.log.changed("a picture that code drew, as the notebook has it", name)
            yield figures([name], of_quarto("", options))
        elif "text/markdown" in data:
            yield _joined(data["text/markdown"])
        elif output.get("name") != "stderr":  # what a program says of its work
            text = _joined(output.get("text") or data.get("text/plain") or output.get("traceback"))
            if text.strip():
                yield _fenced(_COLOURS.sub("", text).rstrip("\n"), "text")

    def _picture(self, data: Mapping[str, Any]) -> str:
        """Keep an output's picture and return its path from the source's root; "" for none."""
        kind = next((kind for kind in _PICTURES if kind in data), None)
        if kind is None:
            return ""
        said = _joined(data[kind])
        try:
            made = said.encode() if kind.endswith("xml") else base64.b64decode(said)
        except ValueError:
            return ""
        self.count += 1
        stem = posixpath.splitext(self.path)[0]
        place = f"{stem}_files/output-{self.count}{_PICTURES[kind]}"
        self.folder.held[place] = made
        return f"/{place}"


def _joined(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _fenced(code: str, language: str) -> str:
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}\n{fence}"
