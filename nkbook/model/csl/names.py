"""A name in CSL: of a person, in its parts, or of a body, as a whole."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from nkbook.model.rows import Row, kebab, wrong

_PARTICLES = re.compile(r"(?:\b[^\W\d_A-Z]\S*\s+|\b[dD]['’])+")  # words before the family's capital
_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix")


class CslName(Row):
    """A name: ``literal`` alone, or parts, of which the particle says where it is sorted.

    A dropping particle (Ludwig *van* Beethoven) stays with the given name, a non-dropping one
    (Vincent *van* Gogh) with the family name.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=kebab, coerce_numbers_to_str=True
    )

    family: str = ""
    given: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""
    suffix: str = ""
    comma_suffix: bool = False  # a comma before the suffix in the natural order too
    static_ordering: bool = False  # family name first always, as in Hungarian
    literal: str = ""
    parse_names: bool = Field(default=False, exclude=True)  # find the particles in the names

    @model_validator(mode="before")
    @classmethod
    def _given(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        given = {key: part for key, part in value.items() if part is not None}
        if given.get("literal"):
            if parts := [key for key in _PARTS if given.get(key)]:
                raise wrong(f'a name is literal or has parts: take out "{parts[0]}" or "literal"')
        elif not (given.get("family") or given.get("given")) and not set(given) - set(_PARTS):
            raise wrong("a name has family and given, or literal", at=())
        return given

    @model_validator(mode="after")
    def _parsed(self) -> CslName:
        """Take particles out of the family and the given name where ``parse-names`` asks for it."""
        if not self.parse_names:
            return self
        update: dict[str, Any] = {"parse_names": False}
        before = _PARTICLES.match(self.family)
        if before and not self.non_dropping_particle and before.end() < len(self.family):
            update["non_dropping_particle"] = before[0].rstrip()
            update["family"] = self.family[before.end() :]
        words = self.given.split()
        kept = [*words]
        while len(kept) > 1 and kept[-1][:1].islower():
            kept.pop()
        if len(kept) < len(words) and not self.dropping_particle:
            update["given"] = " ".join(kept)
            update["dropping_particle"] = " ".join(words[len(kept) :])
        return self.model_copy(update=update)


def _as_list(value: Any) -> Any:
    """Accept one name without brackets, as Pandoc does; refuse text, whose parts nobody knows."""
    if isinstance(value, dict):
        return [value]
    if isinstance(value, str):
        raise _no_name(value)
    for number, name in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(name, dict | CslName):
            raise _no_name(name, number)
    return value


def _no_name(value: object, *at: int) -> Exception:
    shown = value if isinstance(value, str) else "…"
    message = f'"{value}" is not a name in its parts' if isinstance(value, str) else "no name"
    hint = f"write [{{ family: …, given: … }}], or [{{ literal: {shown} }}] for a body"
    return wrong(message, hint, at)


CslNames = Annotated[
    tuple[CslName, ...],
    BeforeValidator(_as_list, json_schema_input_type=CslName | tuple[CslName, ...]),
]
