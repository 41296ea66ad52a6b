"""Templates and citation styles that reach for objects, files and the web, or never end."""
# ruff: noqa: E501 — hostile texts stand in one piece, as they are sent

from __future__ import annotations

import os
from pathlib import Path

from redteam.attack import Attack, Way

FRAME = "<section id='{{ page.id }}'><p>顯示無礙@@</p>{{ content }}</section>"
PAGE = Way("page template", {"styles/templates/pages/chapter.html.j2": FRAME})
INNER = Way(
    "included template",
    {
        "styles/templates/pages/chapter.html.j2": FRAME.replace("@@", "{% include 'own.j2' %}"),
        "styles/templates/own.j2": "@@",
    },
    "甲",
)
EPUB_PAGE = Way(
    "frame of EPUB pages",
    {"styles/templates/epub/picture.html.j2": "<p>@@</p>", "chapters/b.md": "# 題\n"},
    "顯示無礙",
    shows="小書",
)
STYLE = Way(
    "citation style",
    {
        "styles/citations/mine.j2": "{% macro note(source, edition) %}顯示無礙@@{% endmacro %}"
        "{% macro short(source, edition, number, call) %}短{% endmacro %}"
        "{% macro entry(source, edition) %}目{% endmacro %}",
        "chapters/one.md": "---\ntitle: 題\n---\n\n文。[@chan]\n",
        "chapters/data/references.yaml": "- {id: chan, type: book, title: 書}\n",
        "chapters/book.toml": '[book]\nslug = "a"\ntitle = "題"\nlanguage = "zh-Hant-HK"\n'
        'creators = [{ name = "某" }]\n[release]\nversion = "1"\ndate = 2026-01-02\n'
        '[spine]\nbody = ["one.md"]\nback = ["bibliography"]\n[citations]\nstyle = "mine"\n',
    },
)

_OBJECTS = (
    "{{ page.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ page|attr('__class__') }}",
    "{{ page['__class__'] }}",
    "{{ '{0.__class__}'.format(page) }}",
    "{{ '{0.__class__}'|format(page) }}",
    "{{ '%(a)s'.format_map({'a': page}) }}",
    "{{ [page]|map(attribute='__class__')|list }}",
    "{{ [page]|groupby('__class__') }}",
    "{{ [page]|sort(attribute='__init__') }}",
    "{{ [page]|selectattr('__class__')|list }}",
    "{{ cycler.__init__.__globals__.os.popen('touch @OUT@/ran').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ lipsum.__globals__.os.system('touch @OUT@/ran') }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__.__globals__ }}",
    "{{ loop.__class__ }}",
    "{{ content.__html__.__globals__ }}",
    "{{ content.__init__.__globals__ }}",
    "{{ range.__class__ }}",
    "{{ (1).__class__.__base__ }}",
    "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{{ page.document.tree.getroottree().write('@OUT@/ran') }}",
    "{{ book.resources[0].path.read_text() }}",
    "{% set page.id = 'x' %}",
    "{% for x in page.__dict__ %}{{ x }}{% endfor %}",
    "{{ undefined_name.__class__ }}",
    "{{ debug() }}",
    "{% debug %}",
    "{% do content.append(1) %}",
)
_FILES = (
    "{% include '@OUT@/secret.txt' %}",
    "{% include '../../../outside/secret.txt' %}",
    "{% include 'pages/../../../../outside/secret.txt' %}",
    "{% extends '@OUT@/secret.txt' %}",
    "{% import '@OUT@/secret.txt' as s %}{{ s }}",
    "{% from '../../../outside/secret.txt' import a %}",
    "{% include ['@OUT@/secret.txt', '../../chapters/one.md'] %}",
    "{% include 'pages\\\\..\\\\..\\\\secret.txt' %}",
    "{% include '\\0' %}",
    "{% include 'a' * 5000 %}",
)
_ENDLESS = (
    "{% for i in range(10**9) %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{{ 'a' * 4000000000 }}",
    "{{ [0] * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
    "{% include 'pages/chapter.html.j2' %}",
    "{{ 'a'|center(10 ** 10) }}",
    "{{ 'a'|indent(10 ** 9) }}",
    "{{ '%99999999999d'|format(1) }}",
    "{{ '{:99999999999}'.format(1) }}",
    "{{ 'aaaa'|replace('', 'b' * 1000000) }}",
    "{{ lipsum(1000000) }}",
    "{{ range(10 ** 9)|list }}",
    "{{ range(10 ** 9)|sum }}",
    "{{ [1]|batch(10 ** 9, 0)|list }}",
    "{{ [1]|slice(10 ** 9, 0)|list }}",
    "{{ 'a'.zfill(10 ** 10) }}",
    "{{ 'a'.ljust(10 ** 10) }}",
    "{{ 'a\\t'.expandtabs(10 ** 10) }}",
    "{{ 1.0.hex() }}{{ (2 ** 100000)|string }}",
    "{% set x = namespace(v='a') %}{% for i in range(60) %}{% set x.v = x.v ~ x.v %}{% endfor %}",
)
_ACTIVE = (
    "<script>evil()</script>",
    "<img src='@WEB@/a.png' alt=''/>",
    "<img src='a.png' srcset='@WEB@/a.png 2x' alt=''/>",
    "<a href='javascript:evil()'>甲</a>",
    "<a href='&#106;avascript:evil()'>甲</a>",
    "<a href='data:text/html,&lt;script>evil()&lt;/script>'>甲</a>",
    "<a ping='@WEB@/' href='#x'>甲</a>",
    "<b onmouseover='evil()'>甲</b>",
    "<link rel='stylesheet' href='@WEB@/a.css'/>",
    "<link rel='preload' href='@WEB@/a.css'/>",
    "<object data='file://@OUT@/secret.txt'></object>",
    "<embed src='@WEB@/'/>",
    "<base href='@WEB@/'/>",
    "<meta http-equiv='refresh' content='0;url=@WEB@/'/>",
    "<b style='background:url(@WEB@/a)'>甲</b>",
    "<b style='background:u\\72l(file://@OUT@/secret.svg)'>甲</b>",
    "<style>@import '@WEB@/a.css';</style>",
    "<iframe srcdoc='&lt;script>evil()&lt;/script>'></iframe>",
    "<video poster='@WEB@/a' src='@WEB@/b'></video>",
    "<form action='@WEB@/'><button formaction='@WEB@/'>甲</button></form>",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='@WEB@/a.png'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><set attributeName='href' to='javascript:evil()'/></svg>",
    "<math xmlns='http://www.w3.org/1998/Math/MathML'><mtext href='javascript:evil()'>a</mtext></math>",
    "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file://@OUT@/secret.txt' parse='text'/>",
    "<?xml-stylesheet href='@WEB@/a.css'?>",
    "<b xml:base='@WEB@/'>甲</b>",
    "<table background='@WEB@/a'><tr><td>甲</td></tr></table>",
    "]]><script>evil()</script>",
    "<![CDATA[<script>evil()</script>]]>",
    "&x;",
    "\x00",
    "\x0c",
    "<b>",
)


def _short(text: str) -> str:
    return ascii(text)[1:60].replace("[", "(").replace("]", ")")


def _linked(target: str) -> Attack:
    def make(book: Path, out: Path) -> None:
        path = book / "styles/templates/own.j2"
        path.unlink()
        path.symlink_to(out / target)

    return Attack(INNER, f"a link to {target}", codes="NK305", make=make)


def _pipe(book: Path, _out: Path) -> None:
    path = book / "styles/templates/own.j2"
    path.unlink()
    os.mkfifo(path)


ATTACKS = (
    *(Attack(PAGE, _short(text), text) for text in (*_OBJECTS, *_FILES, *_ENDLESS, *_ACTIVE)),
    *(
        Attack(STYLE, _short(text), text)
        for text in (*_OBJECTS[:4], *_FILES[:2], *_ENDLESS[:4], *_ACTIVE[:6])
    ),
    *(
        Attack(INNER, _short(text), text)
        for text in (_ACTIVE[0], _FILES[0], "{% include 'own.j2' %}")
    ),
    _linked("secret.txt"),
    _linked("../outside"),
    Attack(INNER, "a pipe", codes="NK305", make=_pipe),
)
