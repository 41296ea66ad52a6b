"""Sources of other tools that include themselves, others' files and programs, or never end."""
# ruff: noqa: E501 — hostile texts stand in one piece, as they are sent

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from redteam.attack import Attack, Way

IMPORT = ("import",)
MDBOOK = Way(
    "mdBook",
    {
        "book.toml": "[book]\ntitle = '題'\n",
        "src/SUMMARY.md": "- [甲](a.md)\n@@\n",
        "src/a.md": "# 甲\n\n顯示無礙\n\n@@\n",
        "src/b.md": "乙丙",
    },
    "{{#include b.md}}",
    verb=IMPORT,
)
QUARTO = Way(
    "Quarto",
    {
        "_quarto.yml": "project: {type: book}\nbook: {title: 題, chapters: [index.qmd]}\n",
        "index.qmd": "# 甲\n\n顯示無礙\n\n@@\n",
        "b.qmd": "乙丙",
    },
    "{{< include b.qmd >}}",
    verb=IMPORT,
)
MKDOCS = Way(
    "MkDocs",
    {
        "mkdocs.yml": "site_name: 題\nnav: [a.md]\n",
        "docs/a.md": "# 甲\n\n顯示無礙\n\n@@\n",
        "docs/b.md": "乙丙",
        "b.md": "乙丙",
    },
    '--8<-- "docs/b.md"',
    verb=IMPORT,
)
GITBOOK = Way(
    "GitBook",
    {
        "book.json": "{}",
        "SUMMARY.md": "* [甲](a.md)\n",
        "a.md": "# 甲\n\n顯示無礙\n\n@@\n",
        "b.md": "乙丙",
    },
    '{% include "b.md" %}',
    verb=IMPORT,
)
BOOKDOWN = Way(
    "bookdown",
    {
        "_bookdown.yml": "book_filename: a\nrmd_files: [index.Rmd]\n",
        "index.Rmd": "---\ntitle: 題\n---\n\n# 甲\n\n顯示無礙\n\n@@\n",
        "b.Rmd": "乙丙",
    },
    "```{r child='b.Rmd'}\n```",
    verb=IMPORT,
)
OBSIDIAN = Way(
    "Obsidian",
    {".obsidian/app.json": "{}", "a.md": "# 甲\n\n顯示無礙\n\n@@\n", "b.md": "乙丙"},
    "![[b]]",
    verb=IMPORT,
)
MYST = Way(
    "MyST",
    {
        "_config.yml": "title: 題\n",
        "_toc.yml": "format: jb-book\nroot: a\n",
        "a.md": "# 甲\n\n顯示無礙\n\n@@\n",
        "b.md": "乙丙",
    },
    "```{include} b.md\n```",
    verb=IMPORT,
)
SPHINX = Way(
    "Sphinx",
    {
        "conf.py": "project = '題'\n",
        "index.rst": "題\n==\n\n.. toctree::\n\n   a\n",
        "a.rst": "甲\n==\n\n顯示無礙\n\n@@\n",
        "b.rst": "乙丙\n",
    },
    ".. include:: b.rst",
    verb=IMPORT,
)
HUGO = Way(
    "Hugo",
    {
        "hugo.toml": "title = '題'\n",
        "content/_index.md": "---\ntitle: 題\n---\n",
        "content/a.md": "---\ntitle: 甲\n---\n\n顯示無礙\n\n@@\n",
    },
    '{{< ref "a.md" >}}',
    verb=IMPORT,
)
JEKYLL = Way(
    "Jekyll",
    {
        "_config.yml": "title: 題\n",
        "_posts/2020-01-01-a.md": "---\ntitle: 甲\n---\n\n顯示無礙\n\n@@\n",
        "_includes/b.md": "乙丙",
    },
    "{% include b.md %}",
    verb=IMPORT,
)
DOCSIFY = Way(
    "Docsify",
    {
        "index.html": "<script>window.$docsify = {}</script>",
        "_sidebar.md": "* [甲](a.md)\n",
        "a.md": "# 甲\n\n顯示無礙\n\n@@\n",
        "b.md": "乙丙",
    },
    "[乙](b.md ':include')",
    verb=IMPORT,
)
PLAIN = Way("Markdown", {"a.md": "# 甲\n\n顯示無礙\n\n@@\n"}, "乙", verb=IMPORT)
RST = Way(
    "reStructuredText",
    {"a.rst": "甲\n==\n\n顯示無礙\n\n@@\n", "b.rst": "乙丙\n"},
    ".. note:: 乙",
    verb=("import", "a.rst"),
)
ORG = Way(
    "Org",
    {"a.org": "#+title: 甲\n\n顯示無礙\n\n@@\n", "b.org": "乙丙\n"},
    '#+INCLUDE: "b.org"',
    verb=("import", "a.org"),
)
TEX = Way(
    "LaTeX",
    {
        "a.tex": "\\documentclass{book}\\begin{document}\\chapter{甲}顯示無礙\n\n@@\n\\end{document}\n",
        "b.tex": "乙丙\n",
    },
    "\\input{b}",
    verb=("import", "a.tex"),
)
HTML = Way(
    "HTML",
    {"a.html": "<html><body><h1>甲</h1><p>顯示無礙</p>@@</body></html>"},
    "<p>乙</p>",
    verb=("import", "a.html"),
)
NOTEBOOK = Way(
    "notebook",
    {
        "_config.yml": "title: 題\n",
        "_toc.yml": "format: jb-book\nroot: a\n",
        "a.ipynb": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {}, "source": "# 甲\\n\\n顯示無礙"}, @@]}',
    },
    '{"cell_type": "markdown", "metadata": {}, "source": "乙"}',
    verb=IMPORT,
)
SUMMARY = Way(
    "contents of mdBook",
    {
        "book.toml": "[book]\ntitle = '題'\n",
        "src/SUMMARY.md": "- [甲](a.md)\n@@\n",
        "src/a.md": "# 甲\n\n顯示無礙\n",
    },
    "- [乙](a.md)",
    verb=IMPORT,
)
TOC = Way(
    "contents of Jupyter Book",
    {
        "_config.yml": "title: 題\n",
        "_toc.yml": "format: jb-book\nroot: a\n@@\n",
        "a.md": "# 甲\n\n顯示無礙\n",
        "b.md": "# 乙\n\n字\n",
    },
    "chapters: [{file: b}]",
    verb=IMPORT,
)
NAV = Way(
    "contents of MkDocs",
    {
        "mkdocs.yml": "site_name: 題\nnav:\n- a.md\n@@\n",
        "docs/a.md": "# 甲\n\n顯示無礙\n",
        "docs/b.md": "# 乙\n\n字\n",
    },
    "- b.md",
    verb=IMPORT,
)
SIDEBAR = Way(
    "sidebar of Vue",
    {
        "docs/.vuepress/config.js": "module.exports = {themeConfig: {sidebar: ['a', @@]}}",
        "docs/a.md": "# 甲\n\n顯示無礙\n",
        "docs/b.md": "# 乙\n\n字\n",
    },
    "'b'",
    verb=IMPORT,
)

_SECRETS = (
    "@OUT@/secret.txt",
    "../outside/secret.txt",
    "../../outside/secret.txt",
    "../../../outside/secret.txt",
    "link.md",
    "/etc/passwd",
    "/dev/zero",
    "@WEB@/a.md",
    "file://@OUT@/secret.txt",
)


def _lead_out(book: Path, out: Path) -> None:
    for folder in ("", "src", "docs", "content", "_includes", "_posts"):
        if (book / folder).is_dir():
            (book / folder / "link.md").symlink_to(out / "secret.txt")


def _of(way: Way, pattern: str, *more: str) -> tuple[Attack, ...]:
    texts = [*(pattern.replace("§", path) for path in _SECRETS), *more]
    return tuple(
        Attack(way, ascii(text)[1:50].replace("[", "(").replace("]", ")"), text, make=_lead_out)
        for text in texts
    )


def _files(
    way: Way,
    name: str,
    files: dict[str, str],
    text: str = "",
    make: Callable[[Path, Path], None] = lambda _book, _out: None,
) -> Attack:
    return Attack(way, name, text, more=files, make=make)


def _twice(include: Callable[[str], str], pattern: str, depth: int = 40) -> dict[str, str]:
    """Return files of which each includes the next one twice."""
    return {
        pattern.format(
            n
        ): f"{include(pattern.format(n + 1))}\n\n{include(pattern.format(n + 1))}\n\n字{n}\n"
        for n in range(depth)
    } | {pattern.format(depth): "字\n"}


def _name_of(path: str) -> str:
    return path.rpartition("/")[2]


_INCLUDES: dict[str, tuple[Way, str, Callable[[str], str]]] = {
    "mdBook": (MDBOOK, "src/x{}.md", lambda path: f"{{{{#include {_name_of(path)}}}}}"),
    "Quarto": (QUARTO, "_x{}.qmd", lambda path: f"{{{{< include {path} >}}}}"),
    "MkDocs": (MKDOCS, "docs/x{}.md", lambda path: f'--8<-- "{path}"'),
    "GitBook": (GITBOOK, "x{}.md", lambda path: f'{{% include "{path}" %}}'),
    "bookdown": (BOOKDOWN, "x{}.Rmd", lambda path: f"```{{r child='{path}'}}\n```"),
    "Obsidian": (OBSIDIAN, "x{}.md", lambda path: f"![[{path[:-3]}]]"),
    "MyST": (MYST, "x{}.md", lambda path: f"```{{include}} {path}\n```"),
    "Sphinx": (SPHINX, "x{}.rst", lambda path: f".. include:: {path}"),
    "Jekyll": (JEKYLL, "_includes/x{}.md", lambda path: f"{{% include {_name_of(path)} %}}"),
    "Docsify": (DOCSIFY, "x{}.md", lambda path: f"[x]({path} ':include')"),
    "reStructuredText": (RST, "x{}.rst", lambda path: f".. include:: {path}"),
    "Org": (ORG, "x{}.org", lambda path: f'#+INCLUDE: "{path}"'),
    "LaTeX": (TEX, "x{}.tex", lambda path: f"\\input{{{path[:-4]}}}"),
}


def _loops() -> tuple[Attack, ...]:
    made: list[Attack] = []
    for way, pattern, include in _INCLUDES.values():
        first = pattern.format(0)
        made.append(
            _files(
                way,
                "a file that includes itself",
                {first: f"字\n\n{include(first)}\n"},
                include(first),
            )
        )
        other = pattern.format(1)
        made.append(
            _files(
                way,
                "two files that include each other",
                {first: include(other), other: include(first)},
                include(first),
            )
        )
        made.append(_files(way, "includes that double", _twice(include, pattern), include(first)))
        made.append(
            _files(
                way,
                "a long chain of includes",
                {
                    pattern.format(n): f"字{n}\n\n{include(pattern.format(n + 1))}\n"
                    for n in range(3000)
                },
                include(first),
            )
        )
        made.append(
            _files(
                way,
                "one file ten thousand times",
                {first: "字" * 4000},
                f"{include(first)}\n\n" * 10_000,
            )
        )
    return tuple(made)


def _cycle(book: Path, _out: Path) -> None:
    for folder in ("", "src", "docs", "content", "_posts"):
        if (book / folder).is_dir():
            (book / folder / "again").symlink_to(".")
            (book / folder / "up").symlink_to("..")
            (book / folder / "self.md").symlink_to("self.md")
            os.mkfifo(book / folder / "pipe.md")


def _hooks(book: Path, out: Path) -> None:
    hooks = book / ".git/hooks"
    hooks.mkdir(parents=True)
    (book / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (book / ".git/config").write_text(
        f"[core]\n\tfsmonitor = touch {out}/ran\n\tsshCommand = touch {out}/ran\n\tpager = touch {out}/ran\n"
    )
    for name in ("post-checkout", "pre-commit", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {out}/ran\n")
        (hooks / name).chmod(0o755)
    (book / ".gitattributes").write_text("* filter=x\n")


WAYS = (
    MDBOOK,
    QUARTO,
    MKDOCS,
    GITBOOK,
    BOOKDOWN,
    OBSIDIAN,
    MYST,
    SPHINX,
    HUGO,
    JEKYLL,
    DOCSIFY,
    PLAIN,
    SIDEBAR,
)
_OUTPUT = (
    '{"cell_type": "code", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [%s]}'
)


def _display(kind: str, text: str) -> str:
    data = json.dumps({"output_type": "display_data", "metadata": {}, "data": {kind: text}})
    return _OUTPUT % data


ATTACKS = (
    *_loops(),
    *(Attack(way, "links in a circle", make=_cycle) for way in WAYS),
    *(Attack(way, "hooks of git", make=_hooks) for way in WAYS),
    *_of(
        MDBOOK,
        "{{#include §}}",
        "{{#playground ../../outside/secret.txt}}",
        "{{#rustdoc_include ../../outside/secret.txt:1}}",
        "{{#template ../../outside/secret.txt a=b}}",
        "{{#include \x00}}",
        "{{#include a.md:1:99999999999999999999}}",
        "![x](../../outside/secret.svg)",
        "![x](@OUT@/secret.svg)",
        "![x](..%2f..%2foutside%2fsecret.svg)",
    ),
    *_of(
        QUARTO,
        "{{< include § >}}",
        "```{python}\nopen('@OUT@/ran', 'w')\n```",
        "```{r, file='../outside/secret.txt'}\n```",
        "{{< embed ../outside/secret.ipynb >}}",
        "![x](../outside/secret.svg)",
    ),
    *_of(
        MKDOCS, '--8<-- "%"', "{% include '../outside/secret.txt' %}", "{!../outside/secret.txt!}"
    ),
    *_of(
        GITBOOK,
        '{% include "§" %}',
        "[x](../outside/secret.md)",
        "{% codesnippet '../outside/secret.txt' %}{% endcodesnippet %}",
    ),
    *_of(
        BOOKDOWN,
        "```{r child='§'}\n```",
        "```{r}\nsystem('touch @OUT@/ran')\n```",
        "`r system('touch @OUT@/ran')`",
        "```{r, code=readLines('../outside/secret.txt')}\n```",
    ),
    *_of(OBSIDIAN, "![[§]]", "![[../outside/secret.svg]]", "```dataview\nTABLE file\n```"),
    *_of(
        MYST,
        "```{include} §\n```",
        "```{literalinclude} ../outside/secret.txt\n```",
        "```{csv-table}\n:file: ../outside/secret.txt\n```",
        "```{csv-table}\n:url: @WEB@/a\n```",
        "```{raw} html\n:file: ../outside/secret.txt\n```",
        "```{figure} ../outside/secret.svg\n```",
        "```{eval-rst}\n.. include:: ../outside/secret.txt\n```",
    ),
    *_of(
        SPHINX,
        ".. include:: §",
        ".. raw:: html\n   :file: ../outside/secret.txt",
        ".. raw:: html\n   :url: @WEB@/a",
        ".. csv-table::\n   :file: ../outside/secret.txt",
        ".. csv-table::\n   :url: @WEB@/a",
        ".. literalinclude:: ../outside/secret.txt",
        ".. image:: ../outside/secret.svg",
    ),
    *_of(
        RST,
        ".. include:: §",
        ".. raw:: html\n   :file: ../outside/secret.txt",
        ".. csv-table::\n   :url: @WEB@/a",
        ".. raw:: html\n\n   <script>evil()</script>",
        ".. image:: @WEB@/a.png",
        ".. image:: ../outside/secret.svg",
    ),
    *_of(
        ORG,
        '#+INCLUDE: "§"',
        "#+SETUPFILE: ../outside/secret.txt",
        "#+BEGIN_SRC sh :results output\ntouch @OUT@/ran\n#+END_SRC",
        "#+MACRO: a {{{a}}}{{{a}}}\n{{{a}}}",
        "[[file:../outside/secret.svg]]",
    ),
    *_of(
        TEX,
        "\\input{%}",
        "\\include{../outside/secret}",
        "\\immediate\\write18{touch @OUT@/ran}",
        "\\openin5=@OUT@/secret.txt \\read5 to\\x \\x",
        "\\verbatiminput{../outside/secret.txt}",
        "\\lstinputlisting{../outside/secret.txt}",
        "\\includegraphics{../outside/secret.svg}",
        "\\def\\a{\\a\\a}\\a",
        "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}\\a",
        "".join(
            f"\\newcommand{{\\x{chr(97 + n)}}}{{\\x{chr(98 + n)}\\x{chr(98 + n)}}}"
            for n in range(24)
        )
        + "\\newcommand{\\xy}{x}\\xa",
        "\\bibliography{../outside/secret}",
        "\\includepdf{../outside/secret.pdf}",
        "\\InputIfFileExists{../outside/secret.txt}{}{}",
        "\\catcode`\\@=0 @input{../outside/secret.txt}",
        "\\usepackage{../outside/secret}",
        "{" * 5000,
    ),
    *_of(
        HTML,
        "<img src='§'>",
        "<script>evil()</script>",
        "<iframe src='file://@OUT@/secret.txt'></iframe>",
        "<object data='../outside/secret.txt'></object>",
        "<a href='javascript:evil()'>甲</a>",
        "<link rel=stylesheet href='@WEB@/a.css'><base href='@WEB@/'>",
        "<p onclick='evil()'>甲</p>",
        "<div>" * 5000,
        "<svg><script>evil()</script><image href='@WEB@/a'/></svg>",
    ),
    *_of(
        HUGO,
        '{{% include "§" %}}',
        '{{< readfile "../../outside/secret.txt" >}}',
        '{{ readFile "../../outside/secret.txt" }}',
    ),
    *_of(
        JEKYLL,
        "{% include § %}",
        "{% include_relative ../../outside/secret.txt %}",
        "{% highlight x %}" * 2000,
    ),
    *_of(DOCSIFY, "[x](§ ':include')", "<script>evil()</script>"),
    *_of(PLAIN, "![x](§)", "<script>evil()</script>", "<img src=x onerror=evil()>"),
    *_of(
        NOTEBOOK,
        '{"cell_type": "markdown", "metadata": {}, "source": "![x](§)"}',
        _display("text/html", "<script>evil()</script><img src='@WEB@/a' onerror='evil()'>"),
        _display("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='evil()'/>"),
        _display("image/png", "!!not base64!!"),
        _display("application/javascript", "evil()"),
        _display("text/latex", "\\input{@OUT@/secret.txt}"),
        '{"cell_type": "markdown", "metadata": {}, "source": "![x](attachment:../../x.png)", "attachments": {"../../x.png": {"image/png": "AAAA"}}}',
        "[" * 5000,
        '{"cell_type": "code"}',
        "null",
        '{"cell_type": "code", "metadata": {}, "source": "%load @OUT@/secret.txt\\n!touch @OUT@/ran", "outputs": []}',
    ),
    *_of(
        SUMMARY,
        "- [x](§)",
        "- [甲](SUMMARY.md)",
        "- [x](a.md)\n" * 5000,
        "".join(" " * 2 * n + f"- [x{n}](a.md)\n" for n in range(500)),
        "- [x](" + "a" * 5000 + ".md)",
        "- [x](\x00.md)",
    ),
    *_of(
        TOC,
        "chapters: [{file: '§'}]",
        "chapters: [{file: a}]",
        "chapters: [{file: _toc}]",
        "chapters: [{url: '@WEB@/a'}]",
        "chapters: [{glob: '../outside/*'}]",
        "chapters: &a [{file: b, sections: *a}]",
        "chapters: " + "[{file: b, sections: " * 500 + "[]" + "}]" * 500,
        "parts: !!python/object/apply:os.system ['touch @OUT@/ran']",
    ),
    *_of(
        NAV,
        "- '§'",
        "- '*.md'",
        "- ../docs/a.md",
        "- &a [*a]",
        "- " + "- " * 500 + "b.md",
        "plugins: [{macros: {module_name: a}}]",
        "hooks: [a.py]",
        "theme: {custom_dir: '@OUT@'}",
        "INHERIT: ../outside/secret.txt",
        "markdown_extensions: [{pymdownx.snippets: {base_path: '@OUT@', url_download: true}}]",
        "- !!python/name:os.system",
        "- !ENV [HOME, a]",
        "docs_dir: '@OUT@'",
        "docs_dir: .",
    ),
    *_of(
        SIDEBAR,
        "'§'",
        "require('child_process').execSync('touch @OUT@/ran')",
        "...require('../../outside/secret')",
        "[" * 5000,
        "{text: 'x', link: '../../../outside/secret'}",
        "`${process.env.HOME}`",
        "/" + "(a+)+" * 50 + "/",
    ),
    *(
        _files(PLAIN, f"a file called {ascii(name)[1:30]}", {name + ".md": "# 奇\n\n字\n"})
        for name in (
            "\x1b[31m",
            "\u202edm",
            "a\nb",
            "-rf",
            "$(touch ran)",
            "..a",
            "a" * 240,
            "\udcff",
            "%2e%2e",
            "CON",
            "book",
            "IMPORT",
        )
    ),
    _files(
        SPHINX,
        "a conf.py that runs",
        {"conf.py": "import os\nos.system('touch @OUT@/ran')\nproject = '題'\n"},
    ),
    _files(
        SPHINX, "a conf.py of depth", {"conf.py": "project = " + "(" * 5000 + "'題'" + ")" * 5000}
    ),
    _files(
        SPHINX, "a conf.py of powers", {"conf.py": "project = 'a' * 10**10\nauthor = 9**9**9\n"}
    ),
    _files(
        MDBOOK,
        "a preprocessor",
        {
            "book.toml": "[book]\ntitle = '題'\n[preprocessor.a]\ncommand = 'touch @OUT@/ran'\n[output.x]\ncommand = 'touch @OUT@/ran'\n"
        },
    ),
    _files(MDBOOK, "a source outside", {"book.toml": "[book]\ntitle = '題'\nsrc = '../outside'\n"}),
    _files(
        MDBOOK, "a source in all of the system", {"book.toml": "[book]\ntitle = '題'\nsrc = '/'\n"}
    ),
    _files(
        QUARTO,
        "a filter and a program",
        {
            "_quarto.yml": "project: {type: book, pre-render: 'touch @OUT@/ran', output-dir: '@OUT@'}\nfilters: [a.lua]\nbook: {title: 題, chapters: [index.qmd]}\n",
            "a.lua": "os.execute('touch @OUT@/ran')",
        },
    ),
    _files(
        QUARTO,
        "a bibliography outside",
        {
            "_quarto.yml": "project: {type: book}\nbibliography: ['../outside/secret.txt', '/etc/passwd', '@WEB@/a.bib']\ncsl: '@OUT@/secret.txt'\nbook: {title: 題, cover-image: '../outside/secret.svg', chapters: [index.qmd]}\n"
        },
    ),
    _files(
        JEKYLL,
        "collections outside",
        {
            "_config.yml": "title: 題\nsource: ../outside\ncollections_dir: @OUT@\nincludes_dir: ../outside\nplugins_dir: a\n"
        },
    ),
    _files(
        HUGO,
        "content outside",
        {
            "hugo.toml": "title = '題'\ncontentDir = '../outside'\n[module]\n[[module.mounts]]\nsource = '@OUT@'\ntarget = 'content'\n"
        },
    ),
    _files(
        OBSIDIAN,
        "a plugin",
        {
            ".obsidian/plugins/a/main.js": "require('fs').writeFileSync('@OUT@/ran')",
            ".obsidian/app.json": "[" * 5000,
        },
    ),
)
