"""What is left of the settings of a book that anybody may have written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.project.config.limits import Limits
from nkbook.project.config.settings import Config


def of_strangers(config: Config, styles: Collection[str]) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Return settings that raise no limits and use none but some citation styles, and NK110.

    ``styles`` are nkbook's own; in the place of others is that of the edition's region.
    """
    named: dict[tuple[str, ...], str | None] = {
        ("edition", language, "citation-style"): own.citation_style
        for language, own in config.editions_own.items()
    }
    named["citations", "style"] = config.citation_style
    problems = tuple(
        diagnostic(
            "NK110",
            f'the citation style "{style}" is not nkbook\'s own; that of the region is used',
            config.source.at(*path),
            f"one of {', '.join(sorted(styles))}",
        )
        for path, style in named.items()
        if style is not None and style not in styles
    )
    editions = {
        language: replace(own, citation_style=_known(own.citation_style, styles))
        for language, own in config.editions_own.items()
    }
    limits = config.options.limits.at_most(Limits.strict())
    strict = replace(
        config,
        citation_style=_known(config.citation_style, styles),
        editions_own=MappingProxyType(editions),
        options=config.options.model_copy(update={"limits": limits}),
    )
    return strict, problems


def _known(style: str | None, styles: Collection[str]) -> str | None:
    return style if style in styles else None
