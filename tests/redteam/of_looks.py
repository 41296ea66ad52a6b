"""Stylesheets, fonts, profiles and styles in CSL."""
# ruff: noqa: E501 — hostile texts stand in one piece, as they are sent

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from redteam.attack import Attack, Way

CSS = Way("stylesheet", {"styles/book.css": ".works { color: red }\n@@\n"}, shows=".works")
PAGES = Way(
    "stylesheet of pages", {"styles/book.css": "@@\n"}, shows="%PDF", verb=("build", "-f", "pdf")
)
FONTS = Way(
    "list of fonts",
    {
        "chapters/book.toml": '[book]\nslug = "a"\ntitle = "題"\nlanguage = "zh-Hant-HK"\n'
        'creators = [{ name = "某" }]\n[release]\nversion = "1"\ndate = 2026-01-02\n'
        '[spine]\nbody = ["one.md"]\n[fonts]\nrare = [@@]\n'
    },
    "",
    shows="小書",
)
OWN_FONTS = Way("fonts.toml", {"fonts/readme.txt": "a", "fonts/a.txt": "@@"}, "", shows="小書")
PROFILE = Way(
    "printing conditions",
    {"styles/colour/note.txt": "@@"},
    "",
    shows="%PDF",
    verb=("build", "-f", "print"),
)
CSL_HEAD = '<?xml version="1.0" encoding="utf-8"?>{}<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>a</title><id>a</id><updated>2020-01-01T00:00:00Z</updated></info>'
CSL = Way(
    "style in CSL",
    {
        "chapters/a.csl": CSL_HEAD.format("")
        + '<citation><layout prefix="(" suffix=")"><text value="顯示無礙@@"/></layout></citation>'
        '<bibliography><layout><text variable="title"/></layout></bibliography></style>',
        "chapters/one.md": "---\ntitle: 題\n---\n\n文。[@chan]\n",
        "chapters/data/references.yaml": "- {id: chan, type: book, title: 書}\n",
        "chapters/book.toml": '[book]\nslug = "a"\ntitle = "題"\nlanguage = "zh-Hant-HK"\n'
        'creators = [{ name = "某" }]\n[release]\nversion = "1"\ndate = 2026-01-02\n'
        '[spine]\nbody = ["one.md"]\nback = ["bibliography"]\n[citations]\nstyle = "a.csl"\n',
    },
)
_FETCHING = (
    "p { background: url(@WEB@/a) }",
    "p { background: url('//127.0.0.1/a') }",
    "p { background: u\\72 l(@WEB@/a) }",
    'p { background: URL( "@WEB@/a" ) }',
    "p { background: image-set('@WEB@/a' 1x) }",
    "p { background: -webkit-image-set(url(@WEB@/a) 1x) }",
    "p { background: cross-fade(url(@WEB@/a), red) }",
    "p { background: src('@WEB@/a') }",
    "p { --a: url(@WEB@/a); background: var(--a) }",
    "p { cursor: url(@WEB@/a), auto }",
    "p { list-style: url(file://@OUT@/secret.svg) }",
    "p::before { content: url(file://@OUT@/secret.svg) }",
    "p { filter: url(@WEB@/a#b) } p { mask: url(@WEB@/a#b) }",
    "@import '@WEB@/a.css';",
    "@import url(@WEB@/a.css) screen;",
    "@\\69mport '@WEB@/a.css';",
    "@import 'file://@OUT@/secret.txt';",
    "@font-face { font-family: a; src: url(@WEB@/a.woff) }",
    "@font-face { font-family: a; src: url(file://@OUT@/secret.txt) }",
    "@namespace 'x' url(@WEB@/a); @document url(@WEB@/a) { p { color: red } }",
    "@media print { p { background: url(@WEB@/a) } }",
    "@page { background: url(@WEB@/a); @top-left { content: url(@WEB@/b) } }",
    "@color-profile --a { src: url(@WEB@/a) }",
    "@counter-style a { system: cyclic; symbols: url(@WEB@/a) }",
    "p { behavior: url(@WEB@/a.htc); -moz-binding: url(@WEB@/a.xml#b) }",
    "p { width: expression(evil()) }",
    "p { background: url(data:text/html,<script>evil()</script>) }",
    "p { background: url(data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' onload='evil()'/%3E) }",
    "</style><script>evil()</script>",
    "p { background: url(../chapters/../../outside/secret.svg) }",
    "p { background: url(",
    "<!-- p { background: url(@WEB@/a) } -->",
    "/* */ p { background/**/:/**/url(@WEB@/a) }",
    "p { & b { background: url(@WEB@/a) } }",
    "p { content: attr(href url); background: attr(data-a url) }",
)
_ENDLESS = (
    "p { grid-template-columns: repeat(100000000, 1px); display: grid }",
    "p { columns: 100000000 }",
    "p { height: calc(" + "(" * 5000 + "1px" + ")" * 5000 + ") }",
    "a{" * 3000,
    ":root { --a: 1px; "
    + "".join(f"--b{i}: var(--b{i - 1}) var(--b{i - 1});" for i in range(1, 60))
    + "} p { margin: var(--b59) }",
    ":root { --a: var(--b); --b: var(--a) } p { margin: var(--a) }",
    "p { counter-reset: a 999999999 } p::before { content: counter(a, upper-roman) counter(a, trad-chinese-informal) }",
    "p::before { content: '" + "x" * 500_000 + "' }",
    "p { tab-size: 999999999; white-space: pre }",
    "p { font-size: 1e9px }",
    "p { font-size: 1e-30px; line-height: 0 }",
    "p { height: 1e9px }",
    "p { margin: -1e30px; padding: 1e30px }",
    "p { border: 1e9px dotted red }",
    "@page { size: 1e9mm 1e9mm }",
    "@page { size: 1pt 1pt; margin: 0 }",
    "@page { margin: 100cm }",
    "p { break-before: page; break-after: page; height: 999cm }",
    "p { orphans: 999999999; widows: 999999999 }",
    "p { float: left; width: 0; font-size: 400px }",
    "p { display: flex } section { display: inline-flex } div { display: grid }",
    "* { display: table-cell }",
    "* { position: absolute; float: footnote }",
    "p { transform: scale(1e30) rotate(1e30deg) }",
    "p { background: repeating-linear-gradient(red 0 1e-9px, blue 0 2e-9px) }",
    "* { counter-increment: a b c d e f g h } p::after { content: counters(a, '.') }",
    "p { string-set: a content(); bookmark-level: 999999 } * { bookmark-label: 'x' }",
    "p { background: url(data:image/svg+xml;base64,PHN2Zz4=) 0 0 / 1e-9px 1e-9px repeat }",
)


def _font(content: bytes | None, target: str = "") -> Callable[[Path, Path], None]:
    def make(book: Path, out: Path) -> None:
        path = book / "fonts/kai/a.ttf"
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_bytes(content)
        elif target == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(out / target if target[0] != "/" else target)

    return make


def _fonts_toml(text: str, place: str = "fonts/fonts.toml") -> Callable[[Path, Path], None]:
    def make(book: Path, out: Path) -> None:
        path = book / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("@OUT@", str(out)))

    return make


_FAMILY = '[[family]]\nname = "a"\nrole = "serif-cjk"\n[[family.file]]\npath = "{}"\nweight = 400\nstyle = "normal"\n'
_PROFILE = '[[profile]]\ncondition = "FOGRA39"\npath = "{}"\nsha256 = "{}"\nlicence = "Zlib"\nsource = "a"\nversion = "1"\nsource_file = "a"\n'


def _name(text: str) -> str:
    return ascii(text)[1:50].replace("[", "(").replace("]", ")")


ATTACKS = (
    *(Attack(CSS, _name(text), text) for text in (*_FETCHING, *_ENDLESS[:8])),
    *(Attack(PAGES, _name(text), text) for text in (*_FETCHING[:3], *_FETCHING[21:24], *_ENDLESS)),
    *(
        Attack(FONTS, _name(text), text, "NK101 NK102 NK106 NK109 NK304 NK307 NK401")
        for text in (
            '"@OUT@/secret.txt"',
            '"../outside/secret.txt"',
            '"images/../../../outside/secret.txt"',
            '"/dev/zero"',
            '"/etc/passwd"',
            '"one.md"',
            '"a\\u0000b"',
            '"' + "a" * 5000 + '"',
            '"."',
            '"http://127.0.0.1:9/a.ttf"',
        )
    ),
    *(
        Attack(OWN_FONTS, f"{path} in fonts.toml", make=_fonts_toml(_FAMILY.format(path)))
        for path in (
            "@OUT@/secret.txt",
            "../../outside/secret.txt",
            "/dev/zero",
            "fonts.toml",
            "",
            "\\u0000",
            "a" * 5000,
        )
    ),
    Attack(OWN_FONTS, "a fonts.toml that is no TOML", make=_fonts_toml("[[[\x00")),
    Attack(OWN_FONTS, "a font of junk", make=_font(b"OTTO" + bytes(range(256)) * 9)),
    Attack(OWN_FONTS, "a font of nothing", make=_font(b"")),
    Attack(OWN_FONTS, "a font that is a text outside", make=_font(None, "secret.txt")),
    Attack(OWN_FONTS, "a font that is a device", make=_font(None, "/dev/zero")),
    Attack(OWN_FONTS, "a font that is a pipe", make=_font(None, "pipe")),
    Attack(
        OWN_FONTS,
        "a font of many tables",
        make=_font(
            b"\0\1\0\0\xff\xff" + b"\0" * 6 + b"cmap\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff" * 300
        ),
    ),
    Attack(
        OWN_FONTS,
        "a collection of itself",
        make=_font(b"ttcf\0\1\0\0\xff\xff\xff\xff" + b"\0\0\0\0" * 999),
    ),
    *(
        Attack(
            PROFILE,
            f"{path} as profile",
            make=_fonts_toml(_PROFILE.format(path, "0" * 64), "styles/colour/profiles.toml"),
        )
        for path in (
            "@OUT@/secret.txt",
            "../../../outside/secret.txt",
            "/dev/zero",
            "",
            "profiles.toml",
            "\\u0000",
        )
    ),
    *(
        Attack(CSL, name, text)
        for name, text in {
            "JavaScript": "'); evil(); ('",
            "closing of a script": "&lt;/script&gt;&lt;script&gt;evil()&lt;/script&gt;",
            "markup": "&lt;b onclick=&quot;evil()&quot;&gt;x&lt;/b&gt;",
            "a picture": "&lt;img src='@WEB@/a' onerror='evil()'&gt;",
            "much": "x" * 300_000,
            "escapes": "&#x202e;&#xfdd0;",
            "a NUL": "&#0;",
            "require": '"/><text value="require(&apos;child_process&apos;)',
        }.items()
    ),
    Attack(
        CSL,
        "an entity that reads a file",
        more={
            "chapters/a.csl": CSL_HEAD.format(
                '<!DOCTYPE a [<!ENTITY x SYSTEM "file://@OUT@/secret.txt">]>'
            )
            + '<citation><layout><text value="&x;"/></layout></citation></style>'
        },
    ),
    Attack(
        CSL,
        "entities in entities",
        more={
            "chapters/a.csl": CSL_HEAD.format(
                "<!DOCTYPE a ["
                + "".join(
                    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "bomb"}">' for n in range(9)
                )
                + "]>"
            )
            + '<citation><layout><text value="&e8;"/></layout></citation></style>'
        },
    ),
    Attack(
        CSL,
        "a macro of itself",
        more={
            "chapters/a.csl": CSL_HEAD.format("")
            + '<macro name="a"><text macro="a"/></macro><citation><layout><text macro="a"/></layout></citation></style>'
        },
    ),
    Attack(
        CSL,
        "macros that double",
        more={
            "chapters/a.csl": CSL_HEAD.format("")
            + "".join(
                f'<macro name="a{n}"><group><text macro="a{n + 1}"/><text macro="a{n + 1}"/></group></macro>'
                for n in range(40)
            )
            + '<macro name="a40"><text value="x"/></macro><citation><layout><text macro="a0"/></layout></citation></style>'
        },
    ),
    Attack(
        CSL,
        "a parent on the web",
        more={
            "chapters/a.csl": '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>a</title><id>a</id><link href="@WEB@/a" rel="independent-parent"/><updated>2020-01-01T00:00:00Z</updated></info></style>'
        },
    ),
    Attack(
        CSL,
        "a deep style",
        more={
            "chapters/a.csl": CSL_HEAD.format("")
            + "<citation><layout>"
            + "<group>" * 3000
            + "</group>" * 3000
            + "</layout></citation></style>"
        },
    ),
    Attack(
        CSL,
        "prototypes",
        more={
            "chapters/data/references.yaml": "- {id: chan, type: book, title: 書, __proto__: {a: b}, constructor: {prototype: {x: 1}}}\n- {id: __proto__, type: book, title: 書}\n"
        },
    ),
)
