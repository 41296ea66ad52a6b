"""The first page of a very long book lists what is needed to begin, and no more."""

from __future__ import annotations

from nkbook.formats.html.files.entries import NavEntry
from nkbook.formats.html.files.pagebreaks import PageTarget
from nkbook.formats.site.extras.short import few, short_enough


def row(name: str, *children: NavEntry) -> NavEntry:
    return NavEntry(name, None, f"{name}.html", children)


def chapters(number: int, sections: int, below: int) -> tuple[NavEntry, ...]:
    under = tuple(row(f"c{at}") for at in range(below))
    return tuple(
        row(f"a{at}", *(row(f"b{place}", *under) for place in range(sections)))
        for at in range(number)
    )


def test_only_long_contents_lose_their_lowest_levels() -> None:
    short = chapters(20, 4, 2)
    assert short_enough(short) == short
    assert short_enough(chapters(20, 10, 9)) == chapters(20, 10, 0)
    assert short_enough(chapters(300, 10, 9)) == chapters(300, 0, 0)
    assert len(short_enough(chapters(900, 0, 0))) == 900  # no chapter is without a link


def test_of_many_pages_every_tenth_is_linked() -> None:
    roman = [PageTarget(label, "one", f"page-{label}") for label in ("i", "ii")]
    pages = (*roman, *(PageTarget(f"{n}", "one", f"page-{n}") for n in range(1, 1001)))
    assert few(pages[:300]) == pages[:300]
    assert [one.label for one in few(pages)][:3] == ["i", "10", "20"]
    assert few(pages)[-1].label == "1000"
    assert len(few(pages)) < 110
