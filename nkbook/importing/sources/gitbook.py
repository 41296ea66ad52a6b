"""GitBook, old and new: SUMMARY.md, book.json, .gitbook.yaml, ``{% … %}``."""

from __future__ import annotations

import json
import posixpath
import re

from nkbook.importing.contents import Listed, read_links, shaped
from nkbook.importing.folder import Folder, listed, mapping, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.boxes import bold, box, tab
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.text.emoji import emoji
from nkbook.importing.text.prose import outside_code

NAME = "gitbook"
_ATTRIBUTE = re.compile(r"""(?<!\w)(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DEEPEST = 60  # levels: as many as nkbook reads
_PAIR = re.compile(
    r"\{%\s*(hint|tabs|tab|code|content-ref|embed|page-ref|swagger|raw|stepper|step|columns|column"
    r"|updates|update)\b([^%]*)%\}((?:(?!\{%\s*\1\b).)*?)\{%\s*end\1\s*%\}",
    re.DOTALL,
)
# Those of plugins: formulas, marked words, code and diagrams.
_PLUGIN = re.compile(
    r"(?P<before>^[ \t]*)?\{%\s*(?P<verb>math|em|ace|mermaid|plantuml|uml|puml|dot|sequence|flow)"
    r"(?P<given>(?![\w-])[^%]*)%\}(?P<body>(?:(?!\{%\s*(?P=verb)\b).)*?)"
    r"\{%\s*end(?P=verb)\s*%\}(?P<after>[ \t]*$)?",
    re.DOTALL | re.MULTILINE,
)
_LANGUAGES = {"uml": "plantuml", "puml": "plantuml", "c_cpp": "cpp"}  # by other names
_SINGLE = re.compile(r"\{%\s*(/?[\w-]++)\s*+((?:[^%{]|%(?!\})|\{(?!%))*+)%\}")
_VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_BEFORE_FENCE = re.compile(r"(?<!\n)\n{2,}(?=```)")


def detect(folder: Folder) -> bool:
    """Return True if the folder holds a GitBook."""
    return folder.has(_summary(folder)) and not folder.has("book.toml")


def _root(folder: Folder) -> str:
    for name in ("book.json", ".bookrc"):
        if root := words(_json(folder, name).get("root")):
            return posixpath.normpath(root.lstrip("/"))
    root = words(folder.yaml(".gitbook.yaml").get("root")) if folder.has(".gitbook.yaml") else ""
    return posixpath.normpath(root.strip("/") or ".").removeprefix(".")


def _summary(folder: Folder) -> str:
    structure = mapping(_json(folder, "book.json").get("structure"))
    if folder.has(".gitbook.yaml"):
        structure = mapping(folder.yaml(".gitbook.yaml").get("structure")) or structure
    name = words(structure.get("summary"))
    root = _root(folder)
    if name:
        return posixpath.join(root, name)
    return next(
        (
            path
            for path in folder.files
            if path.lower() == posixpath.join(root, "summary.md").lower()
        ),
        posixpath.join(root, "SUMMARY.md"),
    )


def _json(folder: Folder, name: str) -> dict[str, object]:
    try:
        return mapping(json.loads(folder.text(name) or "{}"))
    except (ValueError, RecursionError):
        return {}


def outline(folder: Folder) -> Outline:
    """Return the book that SUMMARY.md and book.json describe."""
    # WaBook reads the same contents, and has its settings in TOML.
    settings = _json(folder, "book.json") or mapping(folder.toml("book.ini").get("book"))
    summary = _summary(folder)
    root = posixpath.dirname(summary)
    found = read_links(folder.text(summary) or "", root)
    nodes = (*_first(folder, root, found), *shaped((*found.before, *found.inside, *found.after)))
    authors = [
        words(mapping(one).get("name")) if isinstance(one, dict) else words(one)
        for one in [*listed(settings.get("author")), *listed(settings.get("authors"))]
    ]
    variables = mapping(settings.get("variables"))
    return Outline(
        title=words(settings.get("title")),
        authors=tuple((name, "aut") for name in authors if name),
        language=words(settings.get("language")),
        description=words(settings.get("description")),
        root=root,
        body=nodes,
        rewrites=(blocks, highlights, emoji),
        variables={f"book.{key}": words(value) for key, value in variables.items()},
    )


def _first(folder: Folder, root: str, found: Listed) -> tuple[Node, ...]:
    """Return README as the first page, which GitBook makes of it though no entry names it."""
    structure = mapping(_json(folder, "book.json").get("structure"))
    path = posixpath.join(root, words(structure.get("readme")) or "README.md")
    waiting = [*found.before, *found.inside, *found.after]
    named: set[str | None] = set()
    while waiting:
        one = waiting.pop()
        named.add(one.path)
        waiting.extend(one.children)
    return () if path in named or not folder.has(path) else (Node(path=path, numbered=False),)


def blocks(text: str, page: Page, log: Log) -> str:
    """Rewrite ``{% hint %}``, ``{% tabs %}``, ``{% code %}`` … and ``{{ book.name }}``."""

    def rewrite(prose: str) -> str:
        prose = _PLUGIN.sub(lambda found: _of_plugin(found, log), prose)
        for _ in range(_DEEPEST):  # from the innermost pair out
            previous, prose = prose, _PAIR.sub(lambda found: _paired(found, log), prose)
            if previous == prose:
                break
        prose = _SINGLE.sub(lambda found: _single(found, page, log), prose)
        return _VARIABLE.sub(lambda found: _variable(found, page, log), prose)

    return outside_code(text, rewrite) if "{%" in text or "{{" in text else text


def _of_plugin(found: re.Match[str], log: Log) -> str:
    verb, body = found["verb"], found["body"]
    log.changed(f"{{% {verb} %}}", found[0].split("\n", 1)[0])
    before, after = found["before"] or "", found["after"] or ""
    is_alone = found["before"] is not None and found["after"] is not None
    match verb:
        case "em":
            return f"{before}[{body.strip()}]{{.mark}}{after}"
        case "math" if is_alone:
            return f"{before}$$\n{body.strip()}\n{before}$$"
        case "math":
            return f"{before}${body.strip()}${after}"
        case _:
            given = attributes(found["given"])
            language = given.get("lang", "") if verb == "ace" else verb
            language = _LANGUAGES.get(language, language)
            text = body.strip("\n")
            longest = max(map(len, re.findall("`{3,}", text)), default=2)
            fence = "`" * (longest + 1)
            return f"\n{fence}{language}\n{text}\n{fence}\n"


def _paired(found: re.Match[str], log: Log) -> str:
    verb, given, body = found[1], attributes(found[2]), found[3]
    log.changed(f"{{% {verb} %}}", found[0].split("\n", 1)[0])
    match verb:
        case "hint":
            return box(given.get("style", "info"), given.get("title", ""), body)
        case "tab" | "step" | "update":
            return f"\n{tab(given.get('title', '') or given.get('date', ''), body)}\n"
        case "code" if given.get("title"):
            return f"{bold(given['title'])}\n\n{body.strip(chr(10))}"
        case "embed":
            return _embedded(given, body)
        case _:
            return body.strip("\n")


def _single(found: re.Match[str], page: Page, log: Log) -> str:
    verb, given = found[1], attributes(found[2])
    if verb == "include" and (path := _quoted(found[2])):
        included = page.read(posixpath.normpath(posixpath.join(page.root, path)))
        if included is not None:
            log.changed("{% include %}", found[0])
            return included
    if address := given.get("url") or given.get("src") or given.get("page"):
        log.changed(f"{{% {verb} %}}", found[0])
        if "://" in address and not given.get("title"):
            return f"<{address}>"
        return f"[{given.get('title') or posixpath.basename(address)}](<{address}>)"
    log.dropped(f"{{% {verb.lstrip('/')} %}}", found[0])
    return ""


def _variable(found: re.Match[str], page: Page, log: Log) -> str:
    if found[1] not in page.variables:
        return found[0]
    log.changed("{{ variable }}", found[0])
    return page.variables[found[1]]


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag: ``style="info"``."""
    return {found[1]: found[2] or found[3] or "" for found in _ATTRIBUTE.finditer(text)}


def _quoted(text: str) -> str:
    found = re.search(r"""["']([^"']+)["']""", text)
    return found[1] if found else ""


def _embedded(given: dict[str, str], body: str) -> str:
    address = given.get("url", "")
    if not address:
        return body
    return f"[{body.strip()}](<{address}>)" if body.strip() else f"<{address}>"
