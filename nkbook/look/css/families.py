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
        f"--{role.removesuffix('-cjk')}:{css_list(fonts.apart_stack(role))};"
        for role in FontSet.APART
    )
    return f":root{{--serif:{chinese};--foreign-serif:{foreign};--mono:{code};{apart}}}\n"
