"""The tables of book.toml for the online edition, links into the book, and its own fonts."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from nkbook.project.config.table import Table, wrong
from nkbook.reading.addresses import usable

FontFile = Annotated[str, StringConstraints(pattern=r"(?i)\.(ttf|otf)$")]


def _folder_address(address: str) -> str:
    """Return the address of a folder on the web, with the slash at its end; refuse any other."""
    found = usable(address)
    if (
        found is None
        or not found.lower().startswith(("https://", "http://"))
        or set("?#") & {*found}
    ):
        message = f'"{address}" is no address of a folder on the web'
        raise wrong("NK106", message, "https://example.org/book/, as browsers show it")
    return found if found.endswith("/") else f"{found}/"


# Names of pages are added to it.
FolderAddress = Annotated[str, AfterValidator(_folder_address)]


class SiteTable(Table):
    """[site]: the online edition."""

    base_url: FolderAddress | None = Field(
        None,
        description=(
            'The address at which the folder "site" will be read, "https://example.org/book/".'
            " Search engines, previews of links, copied citations and the page for wrong addresses"
            " need it; pages lead to each other without it."
        ),
    )
    downloads: bool = Field(
        True,
        description=(
            "Whether the site holds the other files that the same build makes, to be downloaded:"
            " true or false."
        ),
    )
    page_numbers: bool = Field(
        True,
        description=(
            "Whether the numbers of the PDF's pages stand in the margin, if the same build makes"
            " the PDF: true or false."
        ),
    )

    offline: bool = Field(
        True,
        description=(
            "Whether readers who come over https get a copy of the pages that they can read without"
            " a network: true or false."
        ),
    )
    redirects: dict[str, str] = Field(
        {},
        description=(
            'Old addresses and where they lead now: "old.html" = "id", for a page that has another'
            ' name, or "page.html#old-id" = "id", for a place that is elsewhere.'
        ),
    )


class AnchorsTable(Table):
    """[anchors]: what links from elsewhere into the book lead to."""

    keep: bool = Field(
        False,
        description=(
            "Whether the ids of paragraphs stay as they were published when their words are"
            " corrected, moved or deleted: true or false. Builds then write chapters/anchors.tsv,"
            " which belongs into version control with the chapters."
        ),
    )


class FontsTable(Table):
    """[fonts]: fonts of the book's own, by what they are for, without a fonts.toml."""

    rare: list[FontFile] = Field(
        [], description="Fonts for characters that nkbook's own lack, the first tried first."
    )
    kai: list[FontFile] = Field(
        [], description="楷體 in the forms of Taiwan: quotations, letters, mottoes, signatures."
    )
    kai_hans: list[FontFile] = Field([], description="楷体 in the forms of the mainland.")
    sans: list[FontFile] = Field([], description="黑體, for heads.")
    fangsong: list[FontFile] = Field(
        [], description="仿宋, which a stylesheet names `var(--fangsong)`."
    )

    def listed(self) -> tuple[tuple[str, str], ...]:
        """Return the fonts' roles and paths."""
        roles = {
            "kai-cjk": self.kai,
            "kai-hans-cjk": self.kai_hans,
            "sans-cjk": self.sans,
            "fangsong-cjk": self.fangsong,
            "fallback": self.rare,
        }
        return tuple((role, path) for role, paths in roles.items() for path in paths)
