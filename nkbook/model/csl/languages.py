"""Languages as reference managers write them (English, eng, en_US), as tags of BCP 47."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# By what Babel and people call them; Chinese is left to the title, which says of which script it
# is.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
    "american": "en-US", "arabic": "ar", "british": "en-GB", "czech": "cs", "danish": "da",
    "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "hebrew": "he", "hungarian": "hu", "italian": "it", "japanese": "ja",
    "korean": "ko", "latin": "la", "ngerman": "de", "norwegian": "no", "polish": "pl",
    "portuguese": "pt", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukrainian": "uk", "ukenglish": "en-GB", "usenglish": "en-US", "vietnamese": "vi",
    }
)  # fmt: skip
# ISO 639-2 has three letters where BCP 47 (RFC 5646 §2.2.1) wants the two of ISO 639-1.
_CODES: Mapping[str, str] = MappingProxyType(
    {
        "ara": "ar", "cze": "cs", "ces": "cs", "dan": "da", "dut": "nl", "nld": "nl", "eng": "en",
        "fin": "fi", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "gre": "el", "ell": "el",
        "heb": "he", "hun": "hu", "ita": "it", "jpn": "ja", "kor": "ko", "lat": "la", "nor": "no",
        "pol": "pl", "por": "pt", "rus": "ru", "spa": "es", "swe": "sv", "tur": "tr", "ukr": "uk",
        "vie": "vi",
    }
)  # fmt: skip
_CHINESE = frozenset(("zho", "chi", "cmn"))
# Zotero's users name the region; its script is that of CLDR's likely subtags.
_SCRIPTS: Mapping[str, str] = MappingProxyType(
    {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")


def language_tag(written: str) -> str:
    """Return the tag of a language in words or codes, or nothing if none is certain."""
    plain = written.strip().replace("_", "-")
    first, dash, rest = plain.partition("-")
    first = _CODES.get(first.lower(), first)
    if known := _NAMES.get(plain.lower()):
        return known
    if first.lower() in _CHINESE or not _TAG.match(plain):
        return ""
    script = _SCRIPTS.get(rest.upper()) if first.lower() == "zh" else None
    return f"zh-{script}-{rest.upper()}" if script else f"{first}{dash}{rest}"
