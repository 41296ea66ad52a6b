"""Lets Pandoc read many texts in one process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Any

# Pandoc's Markdown where a list, a heading or a quotation may follow a paragraph's line without a
# blank one, as in CommonMark, and with the additions of the dialect (docs/guide/dialect.md).
DIALECT = (
    "markdown-smart+lists_without_preceding_blankline-blank_before_header-blank_before_blockquote"
    "+autolink_bare_uris"
)
_SCRIPT = """
local asked = pandoc.json.decode(io.read('a'), false)
local read = {}
for number, text in ipairs(asked.texts) do
  local fine, document = pcall(pandoc.read, text, asked.dialect .. '+alerts', {columns = 72})
  if not fine then -- before 3.6 Pandoc knows no alerts, and reads quotations
    fine, document = pcall(pandoc.read, text, asked.dialect, {columns = 72})
  end
  read[number] = fine and pandoc.write(document, 'json') or 'null'
end
io.write('[' .. table.concat(read, ',') .. ']')
"""
_SECONDS = 120  # for a whole book; Pandoc reads a megabyte in two seconds


def read(program: str, texts: Sequence[str], dialect: str = DIALECT) -> list[list[Any] | None]:
    """Return the blocks that Pandoc reads in each text, as its JSON; None where it reads nothing.

    Raises OSError and subprocess.SubprocessError if the program fails.
    """
    done = subprocess.run(  # noqa: S603 — the program is Pandoc, the script is above
        [program, "lua", "-e", _SCRIPT],
        input=json.dumps({"dialect": dialect, "texts": list(texts)}, ensure_ascii=False),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=_SECONDS,
    )
    documents = json.loads(done.stdout)
    return [document and document["blocks"] for document in documents]
