"""Chapters and their headers: scripts, addresses, characters, depth, size."""

from __future__ import annotations

from redteam.attack import Attack, Way

TEXT = Way(
    "text",
    {"chapters/one.md": "---\ntitle: 題\n---\n\n顯示無礙\n\n@@\n"},
    "甲",
    verb=("build", "-f", "epub", "-f", "site"),
)
HEADER = Way("header", {"chapters/one.md": "---\ntitle: 題\n@@\n---\n\n顯示無礙\n"}, "id: a")
TITLE = Way(
    "title",
    {"chapters/one.md": "---\ntitle: 顯示無礙@@\n---\n\n甲\n"},
    verb=("build", "-f", "epub", "-f", "site"),
)
CODE = Way(
    "code", {"chapters/one.md": "---\ntitle: 題\n---\n\n``` {.python}\n顯示無礙@@\n```\n"}, "甲"
)
MATHS = Way("formula", {"chapters/one.md": "---\ntitle: 題\n---\n\n顯示無礙 $@@$\n"}, "a")

_ACTIVE = (
    "<script>evil()</script>",
    "<img src=x onerror=evil()>",
    "<svg onload=evil()>",
    "<details open ontoggle=evil()>甲</details>",
    "<a href='javascript:evil()'>甲</a>",
    "[甲](javascript:evil())",
    "[甲](<java\tscript:evil()>)",
    "[甲](JaVaScRiPt&colon;evil())",
    "[甲](data:text/html;base64,PHNjcmlwdD4=)",
    "[甲](vbscript:evil())",
    "[甲](file://@OUT@/secret.txt)",
    "<javascript:evil()>",
    "[甲]: javascript:evil()\n\n[甲]",
    "![甲](@WEB@/a.png)",
    "![甲](//127.0.0.1/a.png)",
    "![甲](file://@OUT@/secret.svg)",
    "![甲](@OUT@/secret.svg)",
    "![甲](../../outside/secret.svg)",
    "![甲](..%2f..%2foutside%2fsecret.svg)",
    "![甲](images/%00.png)",
    "![甲](/etc/passwd)",
    "![甲](/dev/zero)",
    "![甲](\\\\127.0.0.1\\a\\b.png)",
    "![甲](" + "a" * 5000 + ".png)",
    "![甲](data:image/svg+xml,<svg onload=evil()>)",
    "[甲]{onclick=evil()}",
    "[甲]{style='background:url(@WEB@/a)'}",
    "[甲]{srcset=@WEB@/a src=@WEB@/b data-a=@WEB@/c}",
    "::: {onclick='evil()' style='position:fixed'}\n甲\n:::",
    "# 甲 {#x onclick=evil() style=color:red}",
    "[甲]{xmlns=http://a xml:base=@WEB@ id='a b' lang='no such!'}",
    "[甲]{.citation .noteref .page-chapter #one-title}",
    "```{=html}\n<script>evil()</script>\n```",
    "`<script>evil()</script>`{=html}",
    "```{=latex}\n\\immediate\\write18{touch @OUT@/ran}\n\\input{@OUT@/secret.txt}\n```",
    "\\input{@OUT@/secret.txt} \\include{../../outside/secret}",
    "{{#include ../../outside/secret.txt}}",
    "{{< include ../../outside/secret.txt >}}",
    "--8<-- '../../outside/secret.txt'",
    "``` {.python include=../../outside/secret.txt}\n```",
    "``` {.python file=@OUT@/secret.txt}\n```",
    "```{include} ../../outside/secret.txt\n```",
    "```{literalinclude} @OUT@/secret.txt\n```",
    "{% include '@OUT@/secret.txt' %} {{ ''.__class__ }}",
    "<iframe src='@WEB@/'></iframe><object data='@WEB@/'></object><embed src='@WEB@/'>",
    "<meta http-equiv=refresh content='0;url=@WEB@/'><base href='@WEB@/'>",
    "<style>p { background: url(@WEB@/a) }</style>",
    "<link rel=stylesheet href='@WEB@/a.css'>",
    "<video src='@WEB@/a' poster='@WEB@/b'></video><audio src='@WEB@/c'></audio>",
    "<table background='@WEB@/a'><tr><td>甲</td></tr></table>",
    "<form action='@WEB@/'><input type=image src='@WEB@/a'></form>",
    "<math><mtext><script>evil()</script></mtext></math>",
    "<!--><script>evil()</script>-->",
    "<![CDATA[<script>evil()</script>]]>",
    "<?php system('touch @OUT@/ran') ?>",
    "<x xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file://@OUT@/secret.txt'/></x>",
    "&x; &#0; &#xFFFE; &#x110000; &nosuch;",
    "甲\x00乙\x01丙\x0c丁\x1b[31m戊\x7f",
    "甲\u202e乙\u2066丙\u2069丁\u200b\ufeff\U000e0041",
    "\ud7ff\ufdd0\U0010ffff\ue000",
)
_DEEP = (
    "> " * 3000 + "甲",
    "- " * 3000 + "甲",
    "[" * 20_000 + "甲" + "]" * 20_000,
    "*" * 30_001 + "甲" + "*" * 30_001,
    "^[" * 3000 + "甲" + "]" * 3000,
    "::: {.a}\n" * 3000 + "甲\n" + ":::\n" * 3000,
    "<div>" * 3000 + "甲" + "</div>" * 3000,
    "<span>" * 3000 + "甲" + "</span>" * 3000,
    "<!-- a -->" * 300 + "甲",
    "`" * 40_000 + "甲",
    "|" * 9_000 + "\n" + "|-" * 9_000 + "|\n" + "|甲" * 9_000,
    "[^a]\n\n[^a]: 甲[^a]",
    "[^a]\n\n[^a]: 甲[^b]\n\n[^b]: 乙[^a]",
    "[甲][a]\n\n" + "\n".join(f"[a{n}]: #a{n + 1}" for n in range(2000)),
    "1. " * 400 + "甲",
    "# " + "甲" * 100_000,
    "甲" * 400_000,
    "a" * 400_000,
    "@" * 20_000,
    "<b a='" * 5_000,
    "{" * 20_000,
    "$" * 20_001,
    "&" * 20_000 + ";",
)
_YAML = (
    "x: &a [1,2,3,4,5,6,7,8,9]\n"
    + "\n".join(
        f"y{n}: &b{n} [{','.join(['*' + (f'b{n - 1}' if n else 'a')] * 9)}]" for n in range(9)
    ),
    "x: &a [*a]",
    "x: !!python/object/apply:os.system ['touch @OUT@/ran']",
    "x: !!python/name:os.system",
    "x: !include @OUT@/secret.txt",
    "x: " + "[" * 5000 + "]" * 5000,
    "x: " + "{a: " * 3000 + "}" * 3000,
    "x: " + "9" * 6000,
    "x: !!int abc",
    "x: !!binary '%%%'",
    "x: !!timestamp 99999-99-99",
    "? [a, b]\n: c",
    "<<: *nope",
    "x: 1:1:1:1:1:1:1e999",
    "css: @WEB@/a.css\ninclude-in-header: '<script>evil()</script>'",
    "bibliography: @OUT@/secret.txt\ncsl: @WEB@/a.csl",
    "id: '../../x'",
    'id: "a\\0b"',
    "id: " + "a" * 3000,
    "short-title: '<script>evil()</script>'",
    'short-title: "\\u202e\\x07"',
    "author: [{name: [a]}, 5, null]",
    "date: 9999999-12-31",
    "%TAG ! tag:a,2000:\n--- !x",
)
_FORMULAS = (
    "\\href{javascript:evil()}{a}",
    "\\html{<script>evil()</script>}",
    "\\includegraphics{@OUT@/secret.svg}",
    "\\input{@OUT@/secret.txt}",
    "\\write18{touch @OUT@/ran}",
    "\\def\\a{\\a\\a}\\a",
    "\\newcommand{\\a}[1]{\\a{#1}\\a{#1}}\\a{x}",
    "{" * 5000 + "}" * 5000,
    "\\frac{" * 2000,
    "\\left(" * 2000,
    "a^{" * 2000,
    "\\begin{matrix}" * 500,
    "\\text{<img src=@WEB@/a onerror=evil()>}",
    "\\class{x}{y}\\style{background:url(@WEB@/a)}{z}\\cssId{one}{w}",
    "\\unicode{x0}\\char0",
    "\\require{a}\\url{javascript:evil()}",
    "\\rule{1e9em}{1e9em}\\hspace{1e9em}",
    "\\sqrt" * 3000,
    "&" * 5000,
)


def _name(text: str) -> str:
    return ascii(text)[1:50].replace("[", "(").replace("]", ")")


ATTACKS = (
    *(Attack(TEXT, _name(text), text) for text in (*_ACTIVE, *_DEEP)),
    *(Attack(HEADER, _name(text), text) for text in _YAML),
    *(
        Attack(TITLE, _name(text), text)
        for text in (
            "<script>evil()</script>",
            "</title><script>evil()</script>",
            "'\"><img src=@WEB@/a onerror=evil()>",
            "]]>",
            "\u202e甲",
            "甲" * 20_000,
            "{{ x }}",
            "[甲](javascript:evil())",
        )
    ),
    *(
        Attack(CODE, _name(text), text)
        for text in (
            "</code></pre><script>evil()</script>",
            "\x00\x0c\x1b",
            "(" * 30_000,
            '"' * 30_001,
            "'''" * 9_001,
            "x" * 300_000,
            "\u202e",
            "#" * 20_000,
        )
    ),
    *(Attack(MATHS, _name(text), text) for text in _FORMULAS),
)
