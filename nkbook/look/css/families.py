"""What stylesheets are told of a book's fonts: the families for each purpose."""

from __future__ import annotations

from collections.abc import Iterable

from nkbook.look.fonts import FontSet


def css_list(families: Iterable[str], quote: str = '"') -> str:
    """Return families as the CSS property font-family lists them."""
    return ",".join(f"{quote}{name}{quote}" for name in families)


def css_variables(fonts: FontSet) -> str:
    """Return the rule that names the families: --serif, --mono, --kai and others."""
    chinese = css_list(fonts.stack(chinese_first=True))
    foreign = css_list(fonts.stack(chinese_first=False))
    code = css_list(fonts.code_stack())
    apart = "".join(
        f"--{role.removesuffix('-cjk')}:{css_list(_apart(fonts, role))};" for role in FontSet.APART
    )
    return f":root{{--serif:{chinese};--foreign-serif:{foreign};--mono:{code};{apart}}}\n"


def _apart(fonts: FontSet, role: str) -> tuple[str, ...]:
    """Return all families in the order for one of the roles that are set apart.

    Those of the same face in another region's forms come before any other.
    """
    kind = role.partition("-")[0]
    alike = [role, *(other for other in FontSet.APART if other.startswith(kind))]
    own = tuple(dict.fromkeys(name for other in alike for name in fonts.families(other)))
    return (*own, *(name for name in fonts.stack(chinese_first=True) if name not in own))
