"""The published packages that the fonts come from, each file with its checksum."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Source:
    """One file of a published package."""

    kind: str  # "debian" or "npm"
    package: str
    version: str
    path: str  # inside the unpacked package
    sha256: str
    number: int = -1  # the face in a collection


def _debian(package: str, version: str, path: str, sha256: str, number: int = -1) -> Source:
    return Source("debian", package, version, f"usr/share/fonts/{path}", sha256, number)


# Face 4 of the collections is Hong Kong's: its forms are the default ones of the made font.
CJK_REGULAR = _debian(
    "fonts-noto-cjk",
    "1:20220127+repack1-1",
    "opentype/noto/NotoSerifCJK-Regular.ttc",
    "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
    number=4,
)
CJK_BOLD = _debian(
    "fonts-noto-cjk",
    "1:20220127+repack1-1",
    "opentype/noto/NotoSerifCJK-Bold.ttc",
    "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
    number=4,
)
LATIN_ROMAN = Source(
    "npm",
    "source-serif",
    "4.5.1",
    "package/VAR/SourceSerif4Variable-Roman.ttf",
    "14d360ee1b76655da9276628b229e11671bc1f5d1083636144db6677d452cf55",
)
LATIN_ITALIC = Source(
    "npm",
    "source-serif",
    "4.5.1",
    "package/VAR/SourceSerif4Variable-Italic.ttf",
    "6a059a64838978d54e8fab71ed86b0d82e948c0e12b2664d0c15166326dcff82",
)
ARMENIAN = Source(
    "npm",
    "@fontsource-variable/noto-serif-armenian",
    "5.3.0",
    "package/files/noto-serif-armenian-armenian-wght-normal.woff2",
    "d8a8023a7b9458fac39413496e31e71f469b1cef92277a9d4800c8eb8e9000df",
)
# Face 1 is Korea's.
CJK_KOREAN = replace(CJK_REGULAR, number=1)


def _noto(name: str, sha256: str) -> Source:
    path = f"truetype/noto/Noto{name}-Regular.ttf"
    return _debian("fonts-noto-core", "20201225-1", path, sha256)


LATIN_NOTO = _noto("Serif", "9d7583b7dc9e812afd32a14280c5cac3160012efe50c8d08938f4fea266ff67f")
HEBREW = _noto("SerifHebrew", "789b7e7e3ff4d95a5e105872a385db12c50c08b60ad5b773d25a3bec86621abf")
ARABIC = _noto("NaskhArabic", "8c67eaa2f0086872628fc3f7f760386f83c8be5c5e9a1ba3a38891237b2ac7cb")
THAI = _noto("SerifThai", "8e1bcaa4fef346b247092cf4327c4744eda2fa72afed96e2145dc30a3b04fdd1")
DEVANAGARI = _noto(
    "SerifDevanagari", "662c3cd6e17dd0561f53fe28ce6c32d7d64e650119f4bb0428fc50206bbc46fe"
)
GEORGIAN = _noto(
    "SerifGeorgian", "4489ca2f28b4a79b16bc8ba6a857a8cd14857e04a14b8fa1031b7b84a00fe537"
)
TIBETAN = _noto("SerifTibetan", "5893c1e0aefb250bcbeff5c0f8ee4bb27cd3dc19b47d14954b154b094e10ee63")
MONGOLIAN = _noto(
    "SansMongolian", "601afb9f08fbbc39f0cf72cb7e11079ada6fa3feed1fadca8e6e5095e7957687"
)
MATHS = _noto("SansMath", "8242bd1e55368b27e32455260754cf9aa58f3ad7ea80664b66c21f1b09910d6c")
SYMBOLS = _noto("SansSymbols", "24b615ceb7d50a2c09060664ca9e24a160c9beb6bfca0563e8359369a4bc0993")
SYMBOLS_TWO = _noto(
    "SansSymbols2", "876598db5f1e3bef2bc77c4d94c5b0d5d2c1620be4878a06f18fb5434e331688"
)
HANAZONO = _debian(
    "fonts-hanazono",
    "20170904-2.1",
    "truetype/hanazono/HanaMinB.ttf",
    "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
)
EMOJI = Source(
    "npm",
    "@expo-google-fonts/noto-emoji",
    "0.4.7",
    "package/400Regular/NotoEmoji_400Regular.ttf",
    "24aaa2a20c9c06ffe9bf04284bfd1f14376a329d10122f902abe2770817eb504",
)
MONO_REGULAR = Source(
    "npm",
    "@fontsource/iosevka",
    "5.3.0",
    "package/files/iosevka-latin-400-normal.woff2",
    "edd37efeaa39d005a13b7e1770f42a474cfd7dc22e4b7091c5783cec9dcdc794",
)
MONO_BOLD = Source(
    "npm",
    "@fontsource/iosevka",
    "5.3.0",
    "package/files/iosevka-latin-700-normal.woff2",
    "015e632f44509079dee8d1a7e1d25829491186025805024601dcf781f9758591",
)
