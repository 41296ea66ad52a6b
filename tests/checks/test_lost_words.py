"""What an edition lacks of a chapter as it was read is noticed, with its line."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from places import BOOKS
from publications import written

import nkbook
from nkbook.checks.parts.editing import lost_in_editing
from nkbook.manuscript.markdown import parse
from nkbook.model.document import Document, Element
from nkbook.model.publication import Publication
from nkbook.project import config, load

CHAPTER = """\
頭一段講港口的歷史。

又一段有行內註^[潮水漲了。]，與註[^a]。

| 年 | 船 |
|----|----|
| 一九 | 三艘 |

: 船數

- 北岸
- 南岸有市集

> 引文一段。

```
第一行
```

::: {.only edition=zh-Hans-CN}
别的版本的话。
:::

[軟體]{tw=軟體 cn=软件}

[^a]: 註文一段。

    註文二段。
"""
LOST = (
    ("p", "頭一段講港口的歷史。"),
    ("p", "註文二段。"),
    ("caption", "船數"),
    ("li", "南岸有市集"),
    ("blockquote", "引文一段。"),
    ("pre", "第一行"),
    ("p", "潮水漲了。"),
)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Document], Publication]:
    folder = tmp_path_factory.mktemp("words")
    publication, _ = written(folder, CHAPTER)
    found, _ = load.load(config.load(folder))
    return [parse(chapter)[0] for chapter in found.chapters.values()], publication


def changed(publication: Publication, change: Callable[[Element], None]) -> Publication:
    """Return a publication with other trees."""
    pages = []
    for page in publication.pages:
        document = page.document
        if document is not None:
            notes = [replace(note, body=copy.deepcopy(note.body)) for note in document.notes]
            document = replace(document, tree=copy.deepcopy(document.tree), notes=tuple(notes))
            for root in (document.tree, *(note.body for note in notes)):
                change(root)
        pages.append(replace(page, document=document))
    return replace(publication, pages=tuple(pages))


@pytest.mark.parametrize(("tag", "words"), LOST)
def test_words_that_an_edition_lacks_are_noticed(
    tag: str, words: str, read: tuple[list[Document], Publication]
) -> None:
    documents, publication = read

    def empty(root: Element) -> None:
        for element in root.iter(tag):
            if "".join(map(str, element.itertext())).strip().endswith(words):
                del element[:]
                element.text = None

    found = list(lost_in_editing(documents, changed(publication, empty), ()))
    lines = [item.location.line for item in found if item.code == "NK227" and item.location]
    chapter = documents[0].chapter
    at = next(n for n, line in enumerate(chapter.text.split("\n")) if words in line)
    # A block of code is at its fence.
    assert lines == [chapter.first_line + at - (tag == "pre")]


def test_words_that_are_there_are_not_missed(
    read: tuple[list[Document], Publication],
) -> None:
    documents, publication = read
    assert list(lost_in_editing(documents, publication, ())) == []


@pytest.mark.parametrize("name", ["editions", "constructs"])
def test_other_words_of_an_edition_are_not_missed(name: str) -> None:
    found = nkbook.check(Path(BOOKS / name))
    assert [item for item in found if item.code == "NK227"] == []


def test_the_title_of_an_alert_in_the_words_of_the_book_is_not_missed(tmp_path: Path) -> None:
    publication, _ = written(tmp_path, "> [!WARNING]\n> 潮水漲了。\n")
    found, _ = load.load(config.load(tmp_path))
    documents = [parse(chapter)[0] for chapter in found.chapters.values()]
    assert list(lost_in_editing(documents, publication, ())) == []
