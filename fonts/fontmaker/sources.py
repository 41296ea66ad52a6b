"""The published packages that the fonts come from, each file with its checksum."""

from __future__ import annotations

from dataclasses import dataclass


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
