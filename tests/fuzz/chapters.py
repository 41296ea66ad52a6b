"""Chapters made of the constructs of the guide, in one another, sound or cut to pieces."""

from __future__ import annotations

import re
from collections.abc import Callable

from documents import GUIDES, examples
from hypothesis import strategies as st

Text = st.SearchStrategy[str]

_HEADER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
GUIDE = tuple(
    sorted(
        {
            _HEADER.sub("", b.text).strip("\n")
            for g in GUIDES
            for b in examples.blocks(g, "markdown")
        }
    )
)
PIECES = tuple(dict.fromkeys(piece for text in GUIDE for piece in text.split("\n\n")))

HAN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥，。：；「」《》—…〇"
words = st.text(HAN, min_size=1, max_size=8) | st.sampled_from(
    [
        "Green Island",
        "1905",
        "a",
        "n.d.",
        "12元",
        "3)",
        "A.",
        "é",
        "ㄓㄨˋ",
        "𠮷",
        "Artsakh's",
        "50%",
    ]
)
_ADDRESSES = st.sampled_from(
    [
        "a%00b",
        "#%00",
        "%ff",
        "%zz",
        "#",
        "?",
        "http://[",
        "http://a:99999/",
        "http://例.香港/路",
        "x:y",
        "javascript:x",
        "//a",
        "mailto:",
        "http://",
        "http://a%20b/",
        "../c000.md#甲",
        "http://a/<b>",
        "http://a/\u202e",
        "tel:+852",
        "data:,a",
        "ftp://a|b/",
        "\\\\a",
        "file:///a",
        "HTTP:a",
        "http://%41/",
        "http://a_b..c/{x}^`",
    ]
)
_LABELS = st.sampled_from(["a", "1", "註", "b-c", "chan2020", "港口"])
_ATTRIBUTES = st.sampled_from(
    [
        "{.dots}",
        "{.name}",
        "{lang=hy}",
        "{lang=no}",
        '{ruby="chóng qìng"}',
        "{.index}",
        "{.box #x}",
        '{.index key="甲；乙 > 丙"}',
        "{tw=資訊 cn=信息}",
        "{.convert}",
        "{width=50%}",
        "{-}",
        "{.verse}",
        "{#id .class a=b}",
        '{alt="代；替"}',
        "{.python}",
        "{=html}",
        "{=latex}",
        "{.orig}",
        "{.underline}",
    ]
)


def _wrapped(inner: Text) -> Text:
    around = st.sampled_from(
        [
            ("*", "*"),
            ("**", "**"),
            ("~~", "~~"),
            ("~", "~"),
            ("^", "^"),
            ("`", "`"),
            ("$", "$"),
            ("^[", "]"),
            ("[", "]"),
            ("[", "](#x)"),
            ("[", "](https://example.org/路?a=b)"),
            ("「", "」"),
            ("[見 @", "]"),
            ("<b>", "</b>"),
            ("<span lang=en>", "</span>"),
            ("<!-- ", " -->"),
            ("***", "***"),
            ("<ruby>", "<rt>音</rt></ruby>"),
            ("![", "](nope.png)"),
            ("[", "][a]"),
            ("\\(", "\\)"),
            ("_", "_"),
            ("<https://example.org/", ">"),
            ("<a href='b'>", "</a>"),
            ("==", "=="),
            ("{", "}"),
            ('"', '"'),
        ]
    )
    return st.builds(lambda a, text: f"{a[0]}{text}{a[1]}", around, inner)


def _inline() -> Text:
    atom = st.one_of(
        words,
        st.sampled_from(
            [
                "@chan2020",
                "[@chan2020, 頁 12]",
                "-@smith1999",
                "@nobody",
                "[-@harbour1937]",
                "\\",
                "\\\n",
                "  \n",
                "\n",
                "<br>",
                "&amp;",
                "&#x7532;",
                "&nope;",
                "$x^2$",
                "\\*",
                "[](#x)",
                "|",
                "- ",
                "1. ",
                "# ",
                "> ",
                "：",
                "@fig-x",
                "https://example.org/a_b_c",
                "a@b.org",
                ":smile:",
                "<",
                ">",
                "&",
                "*",
                "_",
                "`",
                "[",
                "]",
                "^",
                "~",
                "$",
                "{",
                "}",
                "!",
                "<!--",
                "-->",
                "...",
                "--",
                "'",
                '"',
                "\u00a0",
                "\u3000",
                "\u200b",
                "\ufe0f",
                "\u0301",
                "\u202e",
                "\u0085",
                "\u007f",
                "\t",
            ]
        ),
        st.builds("[^{}]".format, _LABELS),
        st.builds("<{}>".format, _ADDRESSES),
        st.sampled_from(
            [piece for piece in PIECES if "\n" not in piece and piece[0] not in "#|>-:+"]
        ),
    )
    links = st.builds("{}[{}](<{}>)".format, st.sampled_from(["", "!"]), words, _ADDRESSES)
    with_attributes = st.builds("[{}]{}".format, words, _ATTRIBUTES)
    return st.recursive(
        atom | with_attributes | links,
        lambda inner: _wrapped(inner) | st.lists(inner, min_size=2, max_size=4).map("".join),
        max_leaves=6,
    )


inline = _inline()


def _prefixed(first: str, rest: str, text: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(rest + line if line else line for line in lines[1:])])


def _block_around(inner: Text) -> Text:
    def of(first: str, rest: str) -> Callable[[str], str]:
        return lambda text: _prefixed(first, rest, text)

    shapes = [
        of("> ", "> "),
        of("- ", "  "),
        of("* ", "    "),
        of("1. ", "   "),
        of("(i) ", "    "),
        of("a. ", "   "),
        of("[^a]: ", "    "),
        of("[^註]: ", "    "),
        of("甲\n:   ", "    "),
        of("> [!NOTE]\n> ", "> "),
        of("(@) ", "    "),
        of("- [x] ", "  "),
        of("    ", "    "),
        of("| ", "| "),
        of("> ", ""),
        of("- ", ""),
    ]
    fences = st.sampled_from(
        [
            ("::: {.box}", ":::"),
            ("::: verse", ":::"),
            (":::: {.only edition=zh-Hant-HK}", "::::"),
            ("```", "```"),
            ("~~~python {#lst-a caption=甲}", "~~~"),
            ("<div>", "</div>"),
            ("$$", "$$ {#eq-a}"),
            ("<details><summary>甲</summary>", "</details>"),
            ("<!--", "-->"),
            ("::: {.box}", ""),
            ("<table><tr><td>", "</td></tr></table>"),
            ("```{=html}", "```"),
            ("<blockquote>", "</blockquote>"),
            ("<figure>", "<figcaption>圖</figcaption></figure>"),
            ("<ul><li>", "</li></ul>"),
            ("<pre>", "</pre>"),
        ]
    )
    return st.one_of(
        st.builds(lambda shape, text: shape(text), st.sampled_from(shapes), inner),
        st.builds(
            lambda f, text, gap: f"{f[0]}{gap}{text}{gap}{f[1]}",
            fences,
            inner,
            st.sampled_from(["\n", "\n\n"]),
        ),
        st.lists(inner, min_size=2, max_size=4).map("\n\n".join),
        st.builds("{}\n{}".format, inner, inner),
    )


@st.composite
def _tables(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(inline, min_size=1, max_size=5), min_size=1, max_size=4))
    rule = "|".join(draw(st.sampled_from(["---", ":--", "--:", ":-:"])) for _ in range(columns))
    lines = ["|".join(cell.replace("\n", " ") for cell in row) for row in rows]
    end = draw(st.sampled_from(["", "\n\n: 標題", "\n\nTable: 標題 {#tbl-a}"]))
    return "\n".join([f"|{lines[0]}|", f"|{rule}|", *(f"| {line} |" for line in lines[1:])]) + end


def _blocks() -> Text:
    atom = st.one_of(
        inline,
        st.sampled_from(GUIDE),
        st.sampled_from(PIECES),
        _tables(),
        st.builds(
            "{} {} {}".format,
            st.sampled_from(["#", "##", "###", "######"]),
            inline,
            st.just("") | _ATTRIBUTES,
        ),
        st.builds("{}\n{}".format, inline, st.sampled_from(["---", "===", "- - -"])),
        st.builds(
            "[{}]: {}".format,
            _LABELS,
            st.sampled_from(["https://example.org", "甲乙", "<a b>", "#x 'y'"]),
        ),
        st.builds("[^{}]: {}".format, _LABELS, inline),
        st.builds("![{}](images/a.png){}".format, inline, st.just("") | _ATTRIBUTES),
    )
    return st.recursive(atom, _block_around, max_leaves=8)


blocks = _blocks()
sound = st.lists(blocks, min_size=1, max_size=5).map("\n\n".join)

MARKS = (
    *"*_`~^[](){}<>!#|$&\\:;@-+=.\"'/%?0",
    *(
        "**",
        "***",
        "~~",
        "==",
        "```",
        "~~~",
        "$$",
        "---",
        "===",
        "...",
        ":::",
        "::: {.box}",
        "{=html}",
    ),
    *(
        "^[",
        "[^a]",
        "[^a]: ",
        "[a]: b",
        "](",
        "](#x)",
        "](<",
        "![",
        "{.a}",
        "{#a}",
        "{ruby=",
        "[@",
        "-@",
    ),
    *(
        "> ",
        "- ",
        "1. ",
        "(@) ",
        "# ",
        "## ",
        "> [!NOTE]",
        ":   ",
        "| ",
        "|---|",
        "+---+",
        "    ",
        "\\(",
    ),
    *(
        "<!--",
        "-->",
        "<div>",
        "</div>",
        "<br>",
        "<table>",
        "<td>",
        "<pre>",
        "<?",
        "<![CDATA[",
        "&amp;",
    ),
    *(
        "<ruby>",
        "<rt>",
        "<span lang=",
        "<a href=",
        "<script>",
        "</",
        "https://a.b/",
        "甲",
        "，",
        "「",
    ),
)
