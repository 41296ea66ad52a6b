"""Blocks 4 and 6 of an ONIX record: who publishes the book, who may sell it, and for how much."""

from __future__ import annotations

from collections.abc import Iterable

from nkbook.formats.trade.prices import Price
from nkbook.formats.trade.tags import add, put
from nkbook.locales.registry import locale
from nkbook.model.document import Element
from nkbook.model.metadata import Metadata
from nkbook.project.config.trade_tables import TradeTable

WORLD = "WORLD"


def sender(metadata: Metadata) -> str:
    """Return the name of who sends the record: the publisher, or else the first creator."""
    return metadata.publisher.name if metadata.publisher else metadata.creators[0].name


def publish(
    detail: Element, metadata: Metadata, trade: TradeTable, language: str, *, forthcoming: bool
) -> None:
    """Fill PublishingDetail in the schema's order."""
    if metadata.publisher:
        imprint = add(detail, "Imprint")
        put(imprint, "ImprintName", metadata.publisher.name)
        publisher = add(detail, "Publisher")
        put(publisher, "PublishingRole", "01")  # list 45: publisher
        put(publisher, "PublisherName", metadata.publisher.name)
        if metadata.publisher.website:
            website = add(publisher, "Website")
            put(website, "WebsiteRole", "01")  # list 73: of the publisher
            put(website, "WebsiteLink", metadata.publisher.website)
        if metadata.publisher.place:
            put(detail, "CityOfPublication", metadata.publisher.place)
            put(detail, "CountryOfPublication", locale(language).region)
    put(detail, "PublishingStatus", "02" if forthcoming else "04")  # list 64: or active
    _date(detail, "01", metadata.release.date.strftime("%Y%m%d"))  # list 163: publication
    if trade.on_sale:
        _date(detail, "02", trade.on_sale.strftime("%Y%m%d"))  # not to be sold before
    if trade.territories:
        rights = add(detail, "SalesRights")
        put(rights, "SalesRightsType", "01" if trade.exclusive else "02")  # list 46
        _territory(rights, trade.territories)


def _date(parent: Element, role: str, day: str) -> None:
    date = add(parent, "PublishingDate")
    put(date, "PublishingDateRole", role)
    put(date, "Date", day)


def _territory(parent: Element, places: Iterable[str]) -> None:
    territory = add(parent, "Territory")
    countries = [place for place in places if place != WORLD]
    if countries:
        put(territory, "CountriesIncluded", " ".join(countries))
    else:
        put(territory, "RegionsIncluded", WORLD)


def supply(
    product: Element,
    metadata: Metadata,
    trade: TradeTable,
    prices: tuple[Price, ...],
    *,
    forthcoming: bool,
) -> None:
    """Add ProductSupply, if anything is known of it: a price, or who delivers."""
    if not prices and not trade.supplier:
        return
    block = add(product, "ProductSupply")
    if trade.territories:
        _territory(add(block, "Market"), trade.territories)
    detail = add(block, "SupplyDetail")
    supplier = add(detail, "Supplier")
    own = trade.supplier is None
    put(supplier, "SupplierRole", "01" if own else "00")  # list 93: publisher, or not said
    put(supplier, "SupplierName", trade.supplier or sender(metadata))
    if trade.email:
        put(supplier, "EmailAddress", trade.email)
    put(detail, "ProductAvailability", "10" if forthcoming else "20")  # list 65
    if forthcoming or trade.on_sale:
        date = add(detail, "SupplyDate")
        put(date, "SupplyDateRole", "08")  # list 166: expected availability
        put(date, "Date", (trade.on_sale or metadata.release.date).strftime("%Y%m%d"))
    if not prices:
        put(detail, "UnpricedItemType", "04")  # list 57: contact the supplier
    elif all(price.is_free for price in prices):
        put(detail, "UnpricedItemType", "01")  # free of charge
    for price in prices:
        if not price.is_free:
            _price(detail, price, trade)


def _price(detail: Element, price: Price, trade: TradeTable) -> None:
    one = add(detail, "Price")
    put(one, "PriceType", "02" if price.tax else "01")  # list 58: recommended, with tax or without
    put(one, "PriceAmount", price.amount)
    put(one, "CurrencyCode", price.currency)
    if places := price.countries or tuple(trade.territories):
        _territory(one, places)
