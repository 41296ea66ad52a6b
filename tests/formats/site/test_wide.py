"""What is wider than a telephone stays inside the page, and all of it can be reached."""

from __future__ import annotations

from typing import Any

import publications
import pytest
from conftest import run_nkbook
from judges import browser
from PIL import Image

pytestmark = pytest.mark.slow

CHAPTER = r"""---
title: 長 $a \neq b$
---

## $E = mc^2$

文。$$a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v = y$$

行內 $a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u = y$ 式。

| 甲甲甲甲甲 | 乙乙乙乙乙 | 丙丙丙丙丙 | Antidisestablishmentarianism | Incomprehensibilities |
|------|------|------|------|------|
| 一 | 二 | 三 | 四 | 五 |

![圖](wide.png)

```python
# 註
@cache
def f(self, n: int = 1) -> "str":
a_very_long_line_of_code = "that goes on and on" + "and on and on and on" + "until it ends at last"
```

參見：<https://example.org/a-very-long-address-that-has-no-place-to-break-but-at-the-end-of-it>[^a][^b]

Pneumonoultramicroscopicsilicovolcanoconiosis/Pneumonoultramicroscopicsilicovolcanoconiosis

[^a]: 一。
[^b]: 二。
"""
SEEN = """(() => {
    const block = document.querySelector('.equation')
    const left = block.querySelector('mi').getBoundingClientRect().left
    const image = document.querySelector('main img')
    return { reached: left >= block.getBoundingClientRect().left - 1, keys: block.tabIndex,
        scrolls: block.scrollWidth > block.clientWidth + 1,
        url: document.querySelector('a.url').getClientRects()[0].left > 60,
        size: [image.getAttribute('width'), image.getAttribute('height')],
        lazy: image.loading } })()"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("wide")
    publications.written(folder, "文。")
    (folder / "chapters/one.md").write_text(CHAPTER, "utf-8")
    Image.new("RGB", (1200, 300), "navy").save(folder / "chapters/wide.png")
    run = run_nkbook("build", folder, "-f", "site", "-o", folder / "output")
    assert run.code == 0, run.err
    page = {"page": "zh-Hant-HK/one.html", "axe": True, "see": SEEN}
    first = {"page": "zh-Hant-HK/index.html", "axe": True}
    steps = [
        {"name": f"{name}-{width}", "width": width, "dark": dark, **step}
        for width, dark in ((360, True), (1280, False))
        for name, step in (("page", page), ("first", first))
    ]
    return browser.see(folder / "output/site", steps, folder / "seen")


def test_nothing_sticks_out_and_nothing_is_shut_out(seen: dict[str, Any]) -> None:
    for name, one in seen.items():
        assert (one["errors"], one["outside"], one["axe"]) == ([], [], []), name


def test_the_beginning_of_a_long_formula_is_reached(seen: dict[str, Any]) -> None:
    narrow = seen["page-360"]["see"]
    assert narrow["reached"]
    assert narrow["keys"] == (0 if narrow["scrolls"] else -1)  # one that wraps needs none


def test_an_address_begins_after_the_words_before_it(seen: dict[str, Any]) -> None:
    assert seen["page-360"]["see"]["url"]


def test_room_is_kept_for_pictures(seen: dict[str, Any]) -> None:
    assert seen["page-360"]["see"]["size"] == ["1200", "300"]
    assert seen["page-360"]["see"]["lazy"] == "lazy"
