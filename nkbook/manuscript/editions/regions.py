"""What tells the regional editions apart: script, quotation marks, interpunct, citation style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Region:
    """A region's writing; ``key`` is its short name in manuscripts: ``[信息]{tw=資訊 cn=信息}``."""

    key: str
    language: str  # BCP 47 tag of its edition
    hans: bool  # Simplified characters
    quotes: tuple[tuple[str, str], tuple[str, str]]  # outer and inner pair
    interpunct: str  # between the parts of a foreign name
    citation_style: str


_CORNERS = (("「", "」"), ("『", "』"))
_CURLY = (("“", "”"), ("‘", "’"))

# The interpunct is U+00B7 in GB/T 15834—2011 and in Hong Kong, U+2027 in Taiwan (Ministry of
# Education, 重訂標點符號手冊, 間隔號).
REGIONS: Mapping[str, Region] = MappingProxyType(
    {
        region.language: region
        for region in (
            Region("hk", "zh-Hant-HK", False, _CORNERS, "·", "hk"),
            Region("tw", "zh-Hant-TW", False, _CORNERS, "‧", "tw"),
            Region("cn", "zh-Hans-CN", True, _CURLY, "·", "gbt7714"),
        )
    }
)
