"""Writes the catalogue feeds that [trade] asks for, of all editions that a build made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nkbook.formats.trade import opds
from nkbook.formats.trade.prices import prices
from nkbook.locales.registry import locale
from nkbook.model.publication import Publication
from nkbook.output import Finished
from nkbook.project.config import Config


def feeds(
    config: Config,
    publications: Mapping[str, Publication],
    finished: Sequence[Finished],
    work: Path,
) -> Iterator[Finished]:
    """Write opds.xml and opds.json into ``work``, if the book asks for them, and yield them."""
    trade = config.options.trade
    if not trade.feeds:
        return
    listed = tuple(
        opds.Listed(
            publication,
            tuple((one.format, one.place) for one in finished if one.edition == edition),
            prices(
                trade,
                publication.metadata.imprint.price,
                "epub",
                locale(publication.edition.language).region,
            ),
        )
        for edition, publication in publications.items()
    )
    folder = work / "feeds"
    folder.mkdir(parents=True)
    date = config.source_date
    own = next(iter(publications))
    for name, data in (
        ("opds.xml", opds.atom(listed, trade.address, date)),
        ("opds.json", opds.opds2(listed, trade.address, date)),
    ):
        path = folder / name
        path.write_bytes(data)
        yield Finished(path, name, own, "opds", None)
