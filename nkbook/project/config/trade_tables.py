"""The tables of book.toml for shops: what the record of a book says beyond the book itself."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from nkbook.project.config.table import Name, Table

Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$")]
Product = Literal["pdf", "epub", "print"]


class PriceTable(Table):
    """An entry of [trade] prices: what a product costs somewhere."""

    amount: Amount = Field(description='The amount, as text: "320" or "12.50"; "0" if it is free.')
    currency: Currency = Field(description='The currency by its three letters: "TWD".')
    format: Product | None = Field(
        None,
        description='Of which product: "pdf", "epub" or "print". If left out, of all. Optional.',
    )
    countries: list[Country] = Field(
        [],
        description=(
            'Where it holds, by the two letters of countries: ["TW"]. If left out, everywhere that'
            " the book is sold."
        ),
    )
    tax: Literal["included", "excluded"] = Field(
        "included", description='Whether tax is "included" or "excluded".'
    )


class TradeTable(Table):
    """[trade]: what shops ask for, in the ONIX record and the catalogue feeds."""

    prices: list[PriceTable] = Field(
        [],
        description=(
            'The prices: [{ amount = "320", currency = "TWD", countries = ["TW"] }]. If left out,'
            " that of [imprint], as far as it can be read as a number and a currency."
        ),
    )
    territories: list[Country | Literal["WORLD"]] = Field(
        [],
        description=(
            'Where the book may be sold: the two letters of countries, or ["WORLD"]. If left out,'
            " the record says nothing of it."
        ),
    )
    exclusive: bool = Field(
        False,
        description=(
            "Whether nobody else may sell this text there: true or false, as of a book under a free"
            " licence."
        ),
    )
    supplier: Name | None = Field(
        None, description="Who delivers to shops. If left out, the publisher. Optional."
    )
    contact: Name | None = Field(None, description="Whom shops ask about the record. Optional.")
    email: Name | None = Field(None, description="That person's address for e-mail. Optional.")
    on_sale: datetime.date | None = Field(
        None,
        description=(
            "The day from which the book may be sold, if not that of the release. Optional."
        ),
    )
    forthcoming: bool | None = Field(
        None,
        description=(
            "Whether the record says that the book is still to come: true or false. If left out, it"
            " does until the day of the release, by the date in SOURCE_DATE_EPOCH or today's."
        ),
    )
    address: Address | None = Field(
        None,
        description=(
            "Where the output folder is on the web, https://…: the records and feeds link to cover,"
            " sample and files there. Optional."
        ),
    )
    google: bool = Field(
        False,
        description=(
            "Whether a record for Google Play Books (onix-google.xml) is written too, and what it"
            " still lacks is said: true or false."
        ),
    )
    feeds: bool = Field(
        False,
        description=(
            "Whether the catalogue feeds opds.xml (OPDS 1.2) and opds.json (OPDS 2.0) of what was"
            " built are written: true or false."
        ),
    )


class SampleTable(Table):
    """[sample]: a part of the book to read before buying, of each PDF and EPUB."""

    chapters: int | None = Field(
        None,
        ge=1,
        le=100,
        description=(
            "How many chapters of the body the sample has, besides what comes before them. If left"
            " out, no sample is made."
        ),
    )
