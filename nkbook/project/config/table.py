"""What all tables of book.toml have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from nkbook.model.rows import kebab


class Table(BaseModel):
    """A table of book.toml: exact types, no unknown keys, keys in kebab-case, frozen.

    A field's description says what the key does, its unit and its values; the reference of
    settings in the documentation is made from it.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, alias_generator=kebab, defer_build=True
    )


Name = Annotated[str, Field(min_length=1)]


def wrong(code: str, message: str, hint: str) -> PydanticCustomError:
    """Return the error by which a validator reports a diagnostic of its own."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})
