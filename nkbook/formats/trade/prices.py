"""Prices: those of [trade], or the words of the imprint page, as far as they are clear.

港幣一百元, NT$320 and 定價：38.00元 are read; a price that names no currency is in the money of the
edition's region. Currencies are those of ISO 4217, list 96 of ONIX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nkbook.project.config.trade_tables import TradeTable

_CURRENCIES = {
    "TWD": ("NT$", "NTD", "TWD", "新台幣", "新臺幣", "新台币", "台幣", "臺幣", "台币"),
    "HKD": ("HK$", "HKD", "港幣", "港元", "港币", "港紙"),
    "MOP": ("MOP$", "MOP", "澳門幣", "澳門元", "葡幣", "澳门元"),
    "CNY": ("RMB", "CNY", "人民幣", "人民币", "¥", "￥"),
    "USD": ("US$", "USD", "美元", "美金"),
    "SGD": ("S$", "SGD", "新加坡元", "新幣", "坡幣"),
    "MYR": ("RM", "MYR", "馬幣", "马币", "令吉"),
    "EUR": ("€", "EUR", "歐元", "欧元"),
    "GBP": ("£", "GBP", "英鎊", "英镑"),
    "JPY": ("JP¥", "JPY", "日圓", "日元", "日幣"),
}
_OF_REGION = {"HK": "HKD", "MO": "MOP", "TW": "TWD", "CN": "CNY", "SG": "SGD", "MY": "MYR"}
_WORDS = {word: code for code, words in _CURRENCIES.items() for word in words}
_CURRENCY = "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]{1,2})?|[〇零一二三四五六七八九十百千萬万兩两]+"
_PRICE = re.compile(
    rf"(?:(?P<before>{_CURRENCY}|\$)\s*+)?(?P<amount>{_NUMBER})(?:\s*+(?P<after>{_CURRENCY}|[元圓圆塊]))?"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "兩": 2,
    "两": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FREE = re.compile(r"免費|免费|非賣品|非卖品|free", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Price:
    """What a product costs: ``amount`` as ONIX writes it, ``countries`` none for everywhere."""

    amount: str
    currency: str
    countries: tuple[str, ...] = ()
    tax: bool = True  # included

    @property
    def is_free(self) -> bool:
        """Return True for a price of nothing, which ONIX says in another way."""
        return Decimal(self.amount) == 0


def prices(trade: TradeTable, words: str | None, format: str, region: str) -> tuple[Price, ...]:
    """Return the prices of a product; ``words`` are those of the imprint page."""
    given = tuple(
        Price(row.amount, row.currency, tuple(row.countries), row.tax == "included")
        for row in trade.prices
        if row.format in (None, format)
    )
    read = tuple(dict.fromkeys(_read(words or "", region)))
    currencies = [price.currency for price in read]
    # 精裝400元，平裝300元: which of them this product costs, the words do not say.
    return given or tuple(price for price in read if currencies.count(price.currency) == 1)


def _read(words: str, region: str) -> Iterator[Price]:
    """Yield the prices that words tell: numbers with a currency, before or after."""
    text = unicodedata.normalize("NFKC", words)
    if _FREE.search(text) and not re.search(r"\d", text):
        yield Price("0", _OF_REGION.get(region, "USD"))
        return
    for found in _PRICE.finditer(text):
        before, after = found["before"], found["after"]
        code = _WORDS.get(before or "") or _WORDS.get(after or "")
        if code is None and before is None and after is None:
            continue
        code = code or _OF_REGION.get(region)
        if code is not None:
            yield Price(_amount(found["amount"]), code)


def _amount(written: str) -> str:
    plain = written.replace(",", "")
    return plain if plain[0].isascii() else str(_numeral(plain))


def _numeral(written: str) -> int:
    """Return the number that a Chinese numeral writes: 一千二百, or digit by digit, 三二〇."""
    for ten_thousand in "萬万":
        before, found, after = written.partition(ten_thousand)
        if found:
            return 10_000 * _numeral(before or "一") + (_numeral(after) if after else 0)
    if not set(written) & set(_UNITS):
        return int("".join(str(_DIGITS[digit]) for digit in written))
    total, digit = 0, 0
    for character in written:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
