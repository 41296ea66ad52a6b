"""Whatever a manuscript says that is not refused, EPUBCheck finds nothing in what is made of it."""

from __future__ import annotations

import pytest
from judges import epubcheck
from opened import Opened
from publications import BOOK_TOML

from nkbook.diagnostics.codes import Severity
from nkbook.formats import epub
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.pipeline import steps
from nkbook.project import config

pytestmark = pytest.mark.slow

CHAPTERS = {
    "ids": (
        "# 題 {#1a}\n\n## 甲 {#😀}\n\n## 乙 {#a/b?c#d}\n\n[丙]{#%41} [丁]{#a:b} [戊]{#ａ} "
        "[己]{#-x} [庚]{#nav} [辛]{#toc} [壬]{#page-1} [癸]{#a^b\\c|d`e} [](#😀) "
        "[子](#a/b?c#d) [丑](#a^b\\c|d`e)"
    ),
    "same-ids": (
        '# 題 {#é}\n\n## 題 {#é}\n\n[a]{#é} [b]{#É} [c]{#xml} [d]{#·} <p id="a b">甲</p><a '
        'name="x y"></a><h2 id="">乙</h2><h3 id="  ">丙</h3><span id="%#">丁</span> <a '
        'href="#a b">戊</a>'
    ),
    "classes": (
        "[甲]{.😀 .1 .-- .epub:type .a/b}\n\n::: {.noteref .footnote .pagebreak #x}\n丁\n"
        ':::\n\n<p class="a&#9;b &lt;c">乙</p>\n\n[丙]{epub:type=footnote role=button '
        'aria-label="" hidden=a tabindex=5 xml:id=q xmlns:a="b" data-="x" data-A.B:c=1 '
        "data-xml=2 data-é=1 onclick=x}"
    ),
    "languages": (
        '[甲]{lang=""} [乙]{lang=zh_Hant} [丙]{lang=x-private} [丁]{lang=i-klingon} '
        "[戊]{lang=zh-cmn-Hans-CN} [己]{lang=en-a-bbb-x-a-ccc} [庚]{lang=de-1996-1996} "
        "[辛]{lang=a-DE} [壬]{lang=en-US-u-co} [癸]{lang=qaa-Qaaa-QM} [子]{dir=up} "
        "[丑]{dir=RTL}"
    ),
    "addresses": (
        "[a](http://) [b](http://[::1) [c](http://a:99999/) [d](mailto:a b@c) [e](tel:+1 2) "
        "[f](urn:x) [g](http://甲.乙/丙?丁#戊) [h](http://a/%zz) [i](http://a/|{}^`) "
        "[j](HTTP://A) [k](http://a\\b) [l](http://u:p@h/) [m](http://a..b/) "
        "[n](https://a/#b#c) [o](https:/a) [p](geo:1,2) [q](https://a.b/\u202ex) "
        "[r](about:blank) [s](../META-INF/container.xml) [t](.)"
    ),
    "tags": (
        '<ol start=x type=q reversed><li value=z>甲</ol><blockquote cite="http://a '
        'b">乙</blockquote><q cite="::">丙</q><del datetime=x cite="%">丁</del><time '
        'datetime="q">戊</time><details '
        "open=x><summary>甲<p>乙</details><ruby>字<r"
        "p>(<rt>zì<rt>x<rb>y</ruby><bdo>字</bdo><bdo dir=q>字</bdo><bdo dir=rtl>字</bdo><bdi "
        "dir=q>字</bdi><abbr title>字</abbr><kbd><samp><var>x</var></samp></kbd>"
    ),
    "definitions": (
        "<dl><dd>丙<dt>丁<div>戊</div></dl>\n\n<dl><dd>己</dl>\n\n<dl><dt>庚</dl>\n\n"
        "<dl><dt>辛<dd>壬<dt>癸<dt>子</dl>\n\n<dl></dl>\n\n<dt>丑</dt>\n\n<dd>寅</dd>"
    ),
    "out-of-place": (
        "<ul></ul>\n\n<table></table>\n\n<table><tr></table>\n\n<p></p>\n\n"
        "<figure><figcaption>甲</figcaption><figcaption>乙</figcaption></figure>\n\n"
        '<h6>甲<h2>乙</h2></h6>\n\n<a href="http://a"><p>甲</p><a '
        'href="http://b">乙</a></a>\n\n<p><div>丙</div></p>\n\n'
        "<span><table><tr><td>丁</table></span>\n\n<li>戊</li>\n\n<td>己</td>\n\n"
        "<rt>辛</rt>\n\n<table><caption>甲<caption>乙</caption><col span=0><colgroup "
        "span=99><tr><th scope=z headers='a b' colspan=0>x<td rowspan=65535 "
        "colspan=1001>y</table>"
    ),
    "titles": (
        "# {#a}\n\n## \n\n## &nbsp;\n\n## <!-- -->\n\n## [](#x)\n\n## `x`\n\n## $x$\n\n## "
        '[字]{ruby="zì"}^[註]\n\n###### 六\n\n## [甲](http://a)\n\n## 甲\n\n## 甲'
    ),
    "notes": (
        "甲^[乙^[丙^[丁]]] [x^[註]](http://a) ^[] ^[ ] [^1][^1][^2]\n\n[^1]: 註\n\n    # "
        "題\n\n    |a|\n    |-|\n    |b[^2]|\n\n    > 引\n\n[^2]:\n\n    - 甲\n    - 乙[^1]\n\n"
        "|a^[x]|b[^1]|\n|-|-|\n|c^[y]|[^2]|\n\n術語^[註]\n: 義^[註]"
    ),
    "signs": (
        "甲\x01乙\x0c丙\x7f丁\x85戊\u2028"
        "己\ufffe辛\ufdd0癸\U0001fffe子\u200b丑\u2060寅"
        "\ufeff卯\ue000巳\U000e0041午\u202e未&#1;申&#xfffe;酉&#55296;戌&#x110000;&nosuch; "
        "🇭🇰[👍🏽]{#👍🏽 .👍🏽 lang=😀}"
    ),
    "formulas": (
        "$$x$$ {#eq-😀}\n\n$\\text{<&>} \\href{javascript:x}{y} \\class{a}{b} \\cssId{q}{z}$ "
        "$\\phantom{}$ $\\$ <math><mi href='http://a' "
        "onclick=x>x</mi><maction>y</maction></math>"
    ),
    "lists": (
        "- \n- \n\n1. \n\n0. 甲\n\n999999999. 乙\n\n(i) 丙\n\n(@a) 辛 (@a)\n\n- [x] 乙\n\n::: "
        "{.a}\n:::\n\n> ^[x]\n\n---\n\n| 甲\n|\n| 乙"
    ),
}
STYLE = "p::after { content: '\\d800 \\1 \\0'; unknown: 1 }\n}}{ q { color: #12 \n/* open"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "chapters").mkdir()
    (folder / "styles").mkdir()
    (folder / "styles/book.css").write_text(STYLE, encoding="utf-8")
    for name, text in CHAPTERS.items():
        path = folder / "chapters" / f"{name}.md"
        path.write_text(f"---\ntitle: 題{name}\n---\n\n{text}\n", encoding="utf-8")
    files = ", ".join(f'"{name}.md"' for name in CHAPTERS)
    toml = f"{BOOK_TOML}body = [{files}]\n"
    (folder / "chapters/book.toml").write_text(toml, encoding="utf-8")
    settings, theme = config.load(folder), Theme(folder)
    prepared = prepare(settings, theme, (settings.metadata.language,))
    errors = [str(one) for one in prepared.diagnostics if one.severity is Severity.ERROR]
    assert errors == []
    (publication,) = prepared.publications.values()
    work = folder / "work"
    work.mkdir()
    made = epub.render(publication, steps.context(settings, theme, work), folder / "a.epub")
    return Opened(made.path)


def test_epubcheck_has_nothing_to_say(book: Opened) -> None:
    assert epubcheck.judge(book.path) == ()


def test_nothing_of_it_runs(book: Opened) -> None:
    found = "//@*[starts-with(name(), 'on') or starts-with(normalize-space(), 'javascript:')]"
    assert [page.xpath(found) for page in book.pages.values()] == [[]] * len(book.pages)
