"""What the models of a book's data files have in common."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


def kebab(name: str) -> str:
    """Return a field's name as it is written in a file: ``see_also`` is see-also."""
    return name.rstrip("_").replace("_", "-")


class Row(BaseModel):
    """A mapping in a data file; a key that the model does not have is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=kebab, defer_build=True)


def wrong(
    message: str, hint: str | None = None, at: Sequence[str | int] = (), code: str = "wrong"
) -> PydanticCustomError:
    """Return a validator's error with its remedy.

    ``at`` is the path from the validated value to the part that is wrong; ``code`` may be a code of
    ``nkbook.diagnostics.codes`` that replaces the file's own.
    """
    context = {"message": message, "hint": hint, "at": tuple(at)}
    return PydanticCustomError(code, "{message}", context)
