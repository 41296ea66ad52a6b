"""Who wrote a work, as the text names them: 王偉、李四; Anna Zürcher, later Zürcher."""

from __future__ import annotations

from markupsafe import Markup

from nkbook.locales.registry import closest
from nkbook.manuscript.citations.names import Name
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.citations.style import Style
from nkbook.manuscript.editions import opencc

_MOST = 3  # authors that the text names; of more it names the first


def author_in_text(work: Source, style: Style, again: bool) -> Markup:
    """Return the authors' names in the edition's script, or the title of a work without any.

    Western authors have their whole names the first time and family names ``again``, as in the
    notes of the Chicago Manual of Style.
    """
    if not work.authors:
        return _title(work)
    shown = work.authors if len(work.authors) <= _MOST else work.authors[:1]
    names = Markup("、").join(_name(name, work, style, again) for name in shown)
    return names if len(shown) == len(work.authors) else names + "等"


def _name(name: Name, work: Source, style: Style, again: bool) -> Markup:
    text = name.short if again else name.natural
    if closest(work.language):
        return Markup.escape(opencc.standard(style.locale.collation.converter).convert(text))
    return Markup('<span lang="{}">{}</span>').format(work.language, text)


def _title(work: Source) -> Markup:
    if work.supplied_title:
        return Markup("[{}]").format(work.short_title)
    if work.chinese:
        marks = "《》" if work.whole_work else "〈〉"
        return Markup("{}{}{}").format(marks[0], work.short_title, marks[1])
    title = Markup("“{}”").format(work.short_title)
    if work.whole_work:
        title = Markup("<cite>{}</cite>").format(work.short_title)
    return Markup('<span lang="{}">{}</span>').format(work.language, title)
