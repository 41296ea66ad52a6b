"""Chapters in which constructs stand in one another at random, as a careful author writes them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

_WORDS = (
    *("港口", "燈塔", "青洲的潮水", "他說：「來」", "1905 年", "Green Island", "第三冊", "甲、乙"),
    *("風高，浪急。", "——完", "《海志》", "（其一）", "50%", "C 與 D", "𠮷屋", "café"),
)
_ATTRIBUTES = (
    *("{.box}", "{#甲 .乙}", "{lang=ja}", '{key="值 二"}', "{.名 #錨 長=短}", "{.x y='z'}"),
    *("{.underline}", "{.smallcaps}", "{.name}", "{#a-b_c}", '{title="題 一"}'),
)
_KEYS = ("chan2020", "陳大文2020", "smith_1999", "港口:史", "{a b}")
_LOCATORS = ("", ", 頁 12", ", pp. 3-5", ", 第*三*章", " 前後")


@dataclass(slots=True)
class Maker:
    """Makes texts from one source of chance; ``notes`` are definitions to put at the end."""

    chance: random.Random
    notes: list[str] = field(default_factory=list)
    count: int = 0

    def text(self, blocks: int = 4) -> str:
        """Return a chapter of some blocks and their notes."""
        self.notes.clear()
        body = [self.block(3) for _ in range(self.chance.randint(1, blocks))]
        while self.notes:
            taken, self.notes = self.notes, []
            body += taken
        return "\n\n".join(body) + "\n"

    def _label(self) -> str:
        self.count += 1
        return self.chance.choice(("n", "註", "a-b", "注_")) + str(self.count)

    # ------------------------------------------------------------------ in a line

    def words(self) -> str:
        return self.chance.choice(_WORDS)

    def line(self, depth: int = 3, *, calls: bool = True, links: bool = True) -> str:
        """Return some inline constructs between words."""
        parts = []
        for _ in range(self.chance.randint(1, 3)):
            parts.append(self.words())
            if depth > 0 and self.chance.random() < 0.7:
                parts.append(self.inline(depth, calls=calls, links=links))
        if self.chance.random() < 0.5:
            parts.append(self.words())
        if depth > 0 and self.chance.random() < 0.2:
            self.chance.shuffle(parts)
        return self.chance.choice(("", "", " ")).join(parts)

    def inline(self, depth: int, *, calls: bool, links: bool) -> str:
        """Return one inline construct, with others in it."""
        made: list[Callable[[str], str]] = [
            "*{}*".format,
            "**{}**".format,
            "~~{}~~".format,
            "***{}***".format,
            "<b>{}</b>".format,
            "<span lang=en>{}</span>".format,
            "<u>{}</u>".format,
            "<sup>{}</sup>".format,
            lambda inner: f"[{inner}]{self.chance.choice(_ATTRIBUTES)}",
        ]
        plain: list[Callable[[], str]] = [
            lambda: f"`{self.words()}`",
            lambda: f"`x`{self.chance.choice(_ATTRIBUTES)}",
            lambda: "``a ` b``",
            lambda: f"![{self.words()}](a.png){self.chance.choice(('', '{width=50%}', '{.x}'))}",
            lambda: self.chance.choice(("$x^2$", "$a_{1}$", "$\\text{若}x<y$", "$|a|$")),
            lambda: self.chance.choice(("H~2~O", "x^2^", "甲^乙^", "a~*b*~", "x^a\\ b^")),
            lambda: self.chance.choice(("\\*", "\\[甲\\]", "&amp;", "&copy;", "\\_", "甲\\ 乙")),
            lambda: self.chance.choice(("<br>", "<br/>", "  \n", "\\\n", "\n")),
            lambda: self.chance.choice(
                ("<!-- 注 -->", "<kbd>Ctrl</kbd>", "<ruby>漢<rt>hàn</rt></ruby>")
            ),
            lambda: self.chance.choice(("...", "--", "'a'", '"b"', "3 < 4", "a & b", "A/B", "1*2")),
        ]
        if calls:
            plain += [self._note, self._note, self._citation]
            made.append("^[{}]".format)
        if links:
            plain += [
                lambda: "<https://example.org/a_b>",
                lambda: " https://example.org/路?a=b ",
                lambda: "<a@b.org>",
            ]
            made += [
                "[{}](b.html)".format,
                '[{}](<b c.html> "題")'.format,
                "[{}](#錨){{.x}}".format,
                '<a href="c.html">{}</a>'.format,
            ]
        if self.chance.random() < 0.45:
            return self.chance.choice(plain)()
        around = self.chance.choice(made)
        opening = around("")
        is_link = "](" in opening or "<a " in opening
        is_note = opening.startswith("^[")
        inner = self.line(depth - 1, calls=calls and not is_note, links=links and not is_link)
        mark = opening[: len(opening) // 2]
        if mark[:1] in ("*", "~") and mark[0] in inner:
            inner = self.words()  # a careful author sets no mark next to another one of its kind
        return around(
            inner.strip(" \n").replace("\n", " ") if is_note else inner.strip(" \n\\") or "甲"
        )

    def _note(self) -> str:
        label = self._label()
        words = self.line(1, calls=False)
        if self.chance.random() < 0.4:
            words = "\n\n".join(
                [words, *(self.block(1, calls=False) for _ in range(self.chance.randint(1, 2)))]
            )
        self.notes.append(_indented(f"[^{label}]: ", "    ", words))
        return f"[^{label}]"

    def _citation(self) -> str:
        key, other = (self.chance.choice(_KEYS) for _ in range(2))
        locator = self.chance.choice(_LOCATORS)
        return self.chance.choice(
            (
                f"[@{key}{locator}]",
                f"[見 @{key}{locator}; @{other}]",
                f"[-@{key}]",
                f" @{key} 說",
                f" @{key} [頁 3]",
                f"[*參* @{key}{locator}]",
            )
        )

    # ------------------------------------------------------------------ blocks

    def block(self, depth: int, *, calls: bool = True) -> str:
        """Return one block, with others in it."""
        leaves: list[Callable[[], str]] = [
            lambda: self.paragraph(calls=calls),
            lambda: self.paragraph(calls=calls),
            lambda: self._heading(calls=calls),
            self._code,
            lambda: "    x = 1\n    y",
            lambda: self.chance.choice(("---", "* * *", "***")),
            lambda: self._pipe_table(calls=calls),
            self._text_table,
            lambda: self._picture(calls=calls),
            lambda: self._verse(calls=calls),
            lambda: "$$\nx = y\n$$",
            lambda: '<p align="center">' + self.words() + "</p>",
            lambda: "<!-- 隱\n藏 -->",
            lambda: "[參][]、[見][參]\n\n[參]: c.html '題'",
        ]
        if depth <= 0 or self.chance.random() < 0.5:
            return self.chance.choice(leaves)()

        def inner() -> str:
            return self.block(depth - 1, calls=calls)

        def several() -> str:
            return "\n\n".join(inner() for _ in range(self.chance.randint(1, 3)))

        around: list[Callable[[], str]] = [
            lambda: _indented("> ", "> ", several()),
            lambda: self._list(several),
            lambda: self._list(several),
            lambda: self._div(several()),
            lambda: self._definitions(several, calls=calls),
            lambda: self._grid(inner),
            lambda: f"<div>\n\n{several()}\n\n</div>",
            lambda: f"<details>\n<summary>{self.words()}</summary>\n\n{several()}\n\n</details>",
            lambda: "> [!NOTE]\n" + _indented("> ", "> ", several()),
            lambda: f"<blockquote>\n\n{several()}\n\n</blockquote>",
        ]
        return self.chance.choice(around)()

    def paragraph(self, *, calls: bool) -> str:
        lines = [
            self.line(3, calls=calls).strip(" \n\\") or "甲"
            for _ in range(self.chance.randint(1, 2))
        ]
        return "\n".join(lines)

    def _heading(self, *, calls: bool) -> str:
        words = self.line(2, calls=calls).replace("\n", " ").replace("\\ ", " ").strip()
        if self.chance.random() < 0.2:
            return f"{words}\n{self.chance.choice('=-') * 6}"
        given = self.chance.choice(("", "", " {#節}", " {-}", " {.unnumbered #甲 鍵=值}"))
        return f"{'#' * self.chance.randint(2, 4)} {words}{given}"

    def _picture(self, *, calls: bool) -> str:
        words = self.line(1, calls=calls).replace("\n", " ")
        return f"![{words}](a.png){self.chance.choice(('', '{#圖 .寬}', '{width=3cm}'))}"

    def _verse(self, *, calls: bool) -> str:
        words = self.line(1, calls=calls).replace("\n", " ")
        return f"| {words}\n|     {self.words()}\n| 尾"

    def _code(self) -> str:
        mark = self.chance.choice(("```", "~~~", "````"))
        info = self.chance.choice(
            ("", "python", " {.python #碼}", " {.rust .numberLines}", "{#a .b c=d}")
        )
        return f"{mark}{info}\nx = '甲'\n\n  - 乙\n{mark}"

    def _list(self, several: Callable[[], str]) -> str:
        mark = self.chance.choice(
            ("-", "*", "+", "1.", "1)", "a.", "(i)", "#.", "(@)", "(@例)", "3.", "- [ ]", "- [x]")
        )
        if mark.startswith("- ["):
            box, mark = f" {mark[2:]}", "-"
        else:
            box = ""
        width = 2 if len(mark) == 1 else 4
        gap = " " * (width - len(mark)) if len(mark) < width else " "
        width = len(mark) + len(gap)
        tight = self.chance.random() < 0.5
        items = []
        for _ in range(self.chance.randint(1, 3)):
            if box:
                inner = self.paragraph(calls=False)
                inner = f"{box[1:]} {inner}" if not inner.startswith(" ") else inner
            else:
                inner = self.paragraph(calls=False) if tight else several()
            items.append(_indented(mark + gap, " " * width, inner))
        return ("\n" if tight else "\n\n").join(items)

    def _div(self, inner: str) -> str:
        opening = self.chance.choice(
            ("::: {.box}", "::: 詩", ":::: {#乙 .verse 甲=乙}", "::::: {.a .b} :::::")
        )
        colons = "::::::" if self.chance.random() < 0.3 else opening.split()[0]
        return f"{opening}\n{inner}\n{colons}"

    def _definitions(self, several: Callable[[], str], *, calls: bool) -> str:
        parts = []
        for _ in range(self.chance.randint(1, 2)):
            term = self.line(1, calls=calls).replace("\n", " ").strip()
            gap = self.chance.choice(("\n", "\n\n"))
            meanings = [
                _indented(":   ", "    ", several()) for _ in range(self.chance.randint(1, 2))
            ]
            parts.append(gap.join([term, *meanings]))
        return "\n\n".join(parts)

    def _pipe_table(self, *, calls: bool) -> str:
        columns = self.chance.randint(1, 3)
        rule = "|".join(self.chance.choice((" --- ", ":--", "--:", ":-:")) for _ in range(columns))
        rows = [
            "| " + " | ".join(self._cell(calls) for _ in range(columns)) + " |"
            for _ in range(self.chance.randint(2, 4))
        ]
        return self._captioned("\n".join([rows[0], f"|{rule}|", *rows[1:]]))

    def _cell(self, calls: bool) -> str:
        text = self.line(2, calls=calls).replace("\n", " ").replace("$|a|$", "$a$")
        return text.rstrip("\\ ") or "甲"

    def _captioned(self, table: str) -> str:
        words = self.line(1, calls=False).replace("\n", " ").strip()
        end = self.chance.choice(
            ("", "", f": {words}", f"Table: {words} {{#表}}", f": {words} {{.x}}")
        )
        if not end:
            return table
        return f"{table}\n\n{end}" if self.chance.random() < 0.7 else f"{end}\n\n{table}"

    def _text_table(self) -> str:
        if self.chance.random() < 0.5:
            return self._captioned("  甲      乙\n------  ------\n一      *二*\n三      `四`")
        rule = "-" * 15
        rows = "甲       乙\n-------  ------\n一       *二*\n又一     三\n\n四       五"
        return self._captioned(f"{rule}\n{rows}\n{rule}")

    def _grid(self, inner: Callable[[], str]) -> str:
        cells = [[inner().split("\n") for _ in range(2)] for _ in range(2)]
        widths = [max(_columns(line) for row in cells for line in row[n]) + 2 for n in range(2)]
        rule = "+" + "+".join("-" * width for width in widths) + "+"
        lines = [rule]
        for number, row in enumerate(cells):
            for at in range(max(map(len, row))):
                texts = [cell[at] if at < len(cell) else "" for cell in row]
                lines.append(
                    "|"
                    + "|".join(
                        " " + t + " " * (w - 1 - _columns(t))
                        for t, w in zip(texts, widths, strict=True)
                    )
                    + "|"
                )
            lines.append(
                rule.replace("-", "=") if number == 0 and self.chance.random() < 0.5 else rule
            )
        return self._captioned("\n".join(lines))


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _indented(first: str, rest: str, text: str) -> str:
    lines: Sequence[str] = text.split("\n")
    return "\n".join(
        [first + lines[0], *((rest + line if line else rest.rstrip()) for line in lines[1:])]
    )


def mixtures(seed: int, number: int) -> dict[str, str]:
    """Return as many texts by their names; a seed gives the same again."""
    names = [f"{seed}-{at}" for at in range(number)]
    return {name: Maker(random.Random(name)).text() for name in names}  # noqa: S311 — no secret
