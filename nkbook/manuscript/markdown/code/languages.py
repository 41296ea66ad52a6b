"""The languages of code, by the names that authors give them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# Names that tools and authors use and Pygments lacks. None: plain text.
_ALIASES: Mapping[str, str | None] = MappingProxyType(
    {
        **dict.fromkeys(
            ("src", "txt", "plain", "plaintext", "none", "no-highlight", "nohighlight")
        ),
        **dict.fromkeys(("ascii", "tree", "log", "raw", "math", "latex-output", "verbatim")),
        **dict.fromkeys(("terminal", "term", "shell-session", "sh-session"), "console"),
        **dict.fromkeys(("cmd", "bat", "dos", "batchfile"), "batch"),
        "c#": "csharp",
        "conf": "ini",
        "env": "bash",
        "gitignore": "text",
        "golang": "go",
        "html5": "html",
        "jsonc": "json5",
        "mongodb-json": "json",
        "mysql": "mysql",
        "node": "javascript",
        "objectivec": "objective-c",
        "oc": "objective-c",
        "postgres": "postgresql",
        "py": "python",
        "pycon3": "pycon",
        "redis": "text",
        "svelte": "html",
        "vue": "html",
        "vue-html": "html",
        "wxml": "xml",
        "wxss": "css",
        "axml": "xml",
        "zsh": "bash",
        "systemd": "systemd",
        "react": "jsx",
        "assembly": "nasm",
        "asm": "nasm",
        "ipython": "ipython3",
    }
)
# Languages of diagrams, which tools make pictures of.
DIAGRAMS = frozenset(
    (
        *("mermaid", "dot", "graphviz", "plantuml", "puml", "uml", "ditaa", "d2", "svgbob"),
        *("tikz", "flow", "flowchart", "sequence", "gantt", "markmap", "echarts", "nomnoml"),
        "wavedrom",
    )
)


@cache
def lexer(language: str) -> Lexer | None:
    """Return what reads a language, or None for plain text and languages that nobody knows."""
    name = language.casefold()
    known = _ALIASES.get(name, name)
    if known is None:
        return None
    # The text is to come back as it was: no blank line stripped, no line feed added.
    options = {"stripnl": False, "stripall": False, "ensurenl": False}
    try:
        return get_lexer_by_name(known, **options)
    except (ClassNotFound, ImportError):
        return None
