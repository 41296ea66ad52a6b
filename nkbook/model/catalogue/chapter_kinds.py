"""What a chapter may be besides a chapter: 序, 跋, 附錄 and the like, by header or by title.

The terms are of EPUB 3 Structural Semantics 1.1, the roles of DPUB-ARIA 1.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ChapterKind:
    """A row: ``counted`` kinds have a chapter's number, ``titles`` are those that say the kind.

    One that stands ``alone`` on its page has neither folio nor running head.
    """

    name: str
    term: str
    role: str | None = None
    counted: bool = False
    titles: tuple[str, ...] = ()
    alone: bool = False


APPENDIX = "appendix"

_ROWS = (
    ChapterKind("preface", "preface", "doc-preface", titles=(
        "序", "自序", "序言", "前言", "代序", "原序", "總序", "总序", "弁言", "初版序", "再版序",
        "譯者序", "译者序", "譯序", "译序", "題記", "题记", "小引",
    )),
    ChapterKind("foreword", "foreword", "doc-foreword", titles=("推薦序", "推荐序")),
    ChapterKind("introduction", "introduction", "doc-introduction", counted=True,
                titles=("導言", "导言", "導論", "导论", "緒論", "绪论", "引言")),
    ChapterKind("prologue", "prologue", "doc-prologue",
                titles=("楔子", "序幕", "序章", "引子", "序曲")),
    ChapterKind("epilogue", "epilogue", "doc-epilogue", titles=("尾聲", "尾声", "終章", "终章")),
    ChapterKind("conclusion", "conclusion", "doc-conclusion", counted=True,
                titles=("結語", "结语", "結論", "结论", "餘論", "余论")),
    ChapterKind("afterword", "afterword", "doc-afterword", titles=(
        "跋", "後記", "后记", "編後記", "编后记", "譯後記", "译后记", "後序", "后序",
    )),
    ChapterKind("acknowledgments", "acknowledgments", "doc-acknowledgments", titles=(
        "鳴謝", "鸣谢", "致謝", "致谢", "謝辭", "谢辞", "銘謝", "铭谢",
    )),
    ChapterKind("dedication", "dedication", "doc-dedication",
                titles=("獻辭", "献辞", "題獻", "题献"), alone=True),
    ChapterKind("epigraph", "epigraph", "doc-epigraph",
                titles=("題辭", "题辞", "題詞", "题词"), alone=True),
    ChapterKind(APPENDIX, "appendix", "doc-appendix"),
)  # fmt: skip
CHAPTER_KINDS: Mapping[str, ChapterKind] = MappingProxyType({row.name: row for row in _ROWS})
_BY_TITLE = {title: row for row in _ROWS for title in row.titles}


def kind_of(name: str | None, title: str) -> ChapterKind | None:
    """Return what a chapter is by its header's ``kind``, or else by its title; None for a chapter.

    A title says it whole, with any blanks in it: 後　記.
    """
    return CHAPTER_KINDS[name] if name else _BY_TITLE.get("".join(title.split()))
