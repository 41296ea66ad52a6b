"""The fonts that ``nkbook fonts add`` fetches: free ones, of published packages, by checksum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a package: ``registry`` is "npm" or "debian", ``licence`` another file of it."""

    registry: str
    package: str
    version: str
    path: str
    sha256: str
    licence: str


@dataclass(frozen=True, slots=True)
class Face:
    """A font to fetch: its family's name here, weight, and source.

    Reserved names may not be those of a changed font (OFL 1.1 §3), so all have names of nkbook's.
    """

    family: str
    weight: int
    source: Source

    @property
    def file_name(self) -> str:
        """Return the name of the file that is made of it."""
        style = "Bold" if self.weight > 500 else "Regular"  # noqa: PLR2004
        return f"{self.family.replace(' ', '')}-{style}.ttf"


@dataclass(frozen=True, slots=True)
class Role:
    """What a book asks for by name: the folder below fonts/, what it is for, and its fonts.

    Fonts of the folder "" are for characters that no other font has; with ``letters``, those of
    other scripts stay in.
    """

    name: str
    folder: str
    use: str
    faces: tuple[Face, ...]
    letters: bool = False


def _noto(region: str, weight: str, sha256: str) -> Source:
    name = f"NotoSans{region}_{weight}"
    return Source(
        "npm",
        f"@expo-google-fonts/noto-sans-{region.lower()}",
        "0.4.3",
        f"package/{weight}/{name}.ttf",
        sha256,
        "package/LICENSE_FONT",
    )


_ROLES = (
    Role("kai", "kai", "楷體 of Taiwan's forms, for Hong Kong and Taiwan", (
        Face("NK Kai", 400, Source(
            "debian", "fonts-cns11643-kai", "103.1+20181001-1",
            "usr/share/fonts/truetype/cns11643/TW-Kai-98_1.ttf",
            "6e7b756bf723845e1494db161f0944c04fa8494f8e0ca4647b6cf655cd67d03a",
            "usr/share/doc/fonts-cns11643-kai/copyright",
        )),
    )),
    Role("kai-hans", "kai-hans", "楷体 of the mainland's forms", (
        Face("NK Kai Hans", 400, Source(
            "npm", "@fontsource/lxgw-wenkai", "5.3.0",
            "package/files/lxgw-wenkai-latin-500-normal.woff2",
            "013fa90e3e7c3b30aeb0a5311ef92d9aee0d3def5817bc27c357198796d34306",
            "package/LICENSE",
        )),
    )),
    Role("sans", "sans", "黑體 for heads, captions and the heads of tables", (
        Face("NK Sans", 400, _noto(
            "HK", "400Regular", "154ee8273741df924c7c509029478389bc4d91994fc51d5213af158ce09d3efb"
        )),
        Face("NK Sans", 700, _noto(
            "HK", "700Bold", "9c8bc87430613644fee27cbde7df8b72fd1ae8a6ff3ef8d9a35c4e6cd155b20f"
        )),
    )),
    Role("fangsong", "fangsong", "仿宋 of Taiwan's forms, for stylesheets that name it", (
        Face("NK Fangsong", 400, Source(
            "debian", "fonts-cwtex-fs", "1.0-4",
            "usr/share/fonts/truetype/cwtex/cwfs.ttf",
            "2dfbcf43b14f48eb2d8f955bc4546da620a73dc0cf180882ec286edc0c445e3a",
            "usr/share/doc/fonts-cwtex-fs/copyright",
        )),
    )),
    Role("cjk-ext", "", "ideographs of Extensions B to F", (
        Face("NK Han Ext", 400, Source(
            "debian", "fonts-hanazono", "20170904-2.1",
            "usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
            "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
            "usr/share/doc/fonts-hanazono/copyright",
        )),
    )),
    Role("cjk-ext-g", "", "ideographs of Extensions G and H, some three fifths of them", (
        Face("NK Han Ext G", 400, Source(
            "debian", "fonts-babelstone-han", "15.0.5-2",
            "usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf",
            "a2027ca3606907f6a628e9cd869605e3879beaaa38b37c7fec95b372130628c8",
            "usr/share/doc/fonts-babelstone-han/copyright",
        )),
    )),
)  # fmt: skip
ROLES: Mapping[str, Role] = MappingProxyType({role.name: role for role in _ROLES})
