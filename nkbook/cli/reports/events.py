"""What happens in a build, as lines for programs: an object of JSON each (JSON Lines).

``event`` is "step" (with a text), "problem", "file", and as the last one "end", with the exit code
of the command. Places are as seen from the book's folder, files by their whole paths.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from nkbook.diagnostics.errors import ExitCode, NkbookError
from nkbook.diagnostics.problems import Diagnostic, in_reading_order
from nkbook.pipeline.request import Built, Result


def step(text: str) -> str:
    """Return the line of a step of the build."""
    return _line("step", text=text)


def ended(result: Result) -> Iterator[str]:
    """Yield the lines of a build that has ended well: problems, files, the end."""
    yield from map(_problem, in_reading_order(result.diagnostics))
    yield from map(_file, result.files)
    since = result.unchanged_since
    yield _line(
        "end",
        exit_code=int(ExitCode.DONE),
        seconds=round(result.seconds, 3),
        unchanged_since=since.isoformat() if since else None,
    )


def failed(error: NkbookError) -> Iterator[str]:
    """Yield the lines of a build that came to nothing: problems, the end."""
    yield from map(_problem, in_reading_order(error.diagnostics))
    yield _line("end", exit_code=int(error.exit_code))


def _problem(item: Diagnostic) -> str:
    return _line("problem", **dataclasses.asdict(item))


def _file(file: Built) -> str:
    return _line("file", **{**dataclasses.asdict(file), "path": str(file.path.resolve())})


def _line(event: str, **values: Any) -> str:
    return json.dumps({"event": event, **values}, ensure_ascii=False)
