"""The regional editions of a book: their words and, for the source edition, its text as written."""

from __future__ import annotations

from nkbook.book import Edition
from nkbook.config import BOOK_TOML, Config
from nkbook.errors import ConfigError, Location, diagnostic
from nkbook.labels import load_labels


def edition(config: Config, language: str) -> Edition:
    """Return the edition of that language.

    Raises ConfigError NK106 for another language than the manuscript's: no conversion exists yet.
    """
    if language != config.metadata.language:
        raise ConfigError(
            diagnostic(
                "NK106",
                f'edition "{language}" cannot be made from a manuscript in '
                f"{config.metadata.language}",
                Location(BOOK_TOML),
                f"build {config.metadata.language}",
            )
        )
    return Edition(
        id=language,
        language=language,
        labels=load_labels(language, config.labels),
        citation_style=config.citation_style,
    )
