"""Settings, sources, names, index, figures, places."""
# ruff: noqa: E501 — hostile texts stand in one piece, as they are sent

from __future__ import annotations

from redteam.attack import Attack, Way

TOML = (
    '[book]\nslug = "a"\ntitle = "題"\nlanguage = "zh-Hant-HK"\ncreators = [{{ name = "某" }}]\n{book}'
    '[release]\nversion = "1"\ndate = 2026-01-02\n{tables}[spine]\n{spine}\n{more}'
)


def toml(book: str = "", tables: str = "", spine: str = 'body = ["one.md"]', more: str = "") -> str:
    return TOML.format(book=book, tables=tables, spine=spine, more=more)


TITLED = Way("title of the book", {"chapters/book.toml": toml().replace("題", "顯示無礙@@")})
DESCRIBED = Way(
    "description",
    {
        "chapters/book.toml": toml(
            'description = "顯示無礙@@"\nrights = "甲@@"\nsubjects = ["甲@@"]\n'
        )
    },
)
SPINE = Way(
    "spine",
    {
        "chapters/book.toml": toml(spine='body = ["one.md", @@]'),
        "chapters/b.md": "---\ntitle: 二\n---\n\n顯示無礙\n",
    },
    '"b.md"',
)
SLUG = Way("slug", {"chapters/book.toml": toml().replace('"a"', '"@@"')}, "works", shows="小書")
SITE = Way(
    "site",
    {"chapters/book.toml": toml(more='[site]\nbase-url = "@@"\n')},
    "https://works.example/",
    shows="works.example",
    verb=("build", "-f", "site"),
)
MOVED = Way(
    "redirects",
    {"chapters/book.toml": toml(more="[site.redirects]\n@@\n")},
    '"works.html" = "one"',
    shows="one.html",
    verb=("build", "-f", "site"),
)
COVER = Way(
    "cover",
    {"chapters/book.toml": toml("cover = @@\n"), "chapters/c.png": b""},
    '"cover.svg"',
    shows="題",
)
TRADE = Way("trade", {"chapters/book.toml": toml(more="[trade]\n@@\n")}, 'contact = "顯示無礙"')
WHOLE = Way("book.toml", {"chapters/book.toml": toml(more="@@\n")}, "", shows="小書")
YAML = Way(
    "sources",
    {
        "chapters/data/references.yaml": "- {id: chan, type: book, title: 顯示無礙}\n@@\n",
        "chapters/one.md": "---\ntitle: 題\n---\n\n文。[@chan]\n",
        "chapters/book.toml": toml(spine='body = ["one.md"]\nback = ["bibliography"]'),
    },
    "- {id: b, type: book, title: 乙}",
)
BIB = Way(
    "BibTeX",
    {
        "chapters/a.bib": "@book{chan, title = {顯示無礙}, year = 2020}\n@@\n",
        "chapters/one.md": "---\ntitle: 題\n---\n\n文。[@chan]\n",
        "chapters/book.toml": toml(spine='body = ["one.md"]\nback = ["bibliography"]'),
    },
    "@book{b, title = {乙}}",
)
JSON = Way(
    "CSL-JSON",
    {
        "chapters/references.json": '[{"id": "chan", "type": "book", "title": "顯示無礙"@@}]',
        "chapters/one.md": "---\ntitle: 題\n---\n\n文。[@chan]\n",
        "chapters/book.toml": toml(spine='body = ["one.md"]\nback = ["bibliography"]'),
    },
    ', "publisher": "乙"',
)
RIS = Way(
    "RIS",
    {
        "chapters/a.ris": "TY  - BOOK\nID  - chan\nTI  - 顯示無礙\n@@\nER  - \n",
        "chapters/one.md": "---\ntitle: 題\n---\n\n文。[@chan]\n",
        "chapters/book.toml": toml(
            spine='body = ["one.md"]\nback = ["bibliography"]',
            more='[citations]\nsources = ["a.ris"]\n',
        ),
    },
    "PY  - 2020",
)
NAMES = Way(
    "names",
    {
        "chapters/data/names.yaml": "- {zh-Hant-HK: 顯示無礙, zh-Hans-CN: 显示无碍}\n@@\n",
        "chapters/one.md": "---\ntitle: 題\n---\n\n顯示無礙。\n",
        "chapters/book.toml": toml(spine='body = ["one.md"]\nback = ["names"]'),
    },
    "- {zh-Hant-HK: 甲, zh-Hans-CN: 乙}",
)
INDEX = Way(
    "index",
    {
        "chapters/data/index.yaml": "- {term: 燈塔, see: 燈船}\n@@\n",
        "chapters/one.md": "---\ntitle: 題\n---\n\n[顯示無礙]{.index}[燈船]{.index}。\n",
        "chapters/book.toml": toml(spine='body = ["one.md"]\nback = ["index"]'),
    },
    "",
)
KEYS = Way(
    "keys of the index",
    {
        "chapters/one.md": '---\ntitle: 題\n---\n\n[顯示無礙]{.index}[字]{.index key="@@"}。\n',
        "chapters/book.toml": toml(spine='body = ["one.md"]\nback = ["index"]'),
    },
    "甲",
)
MAP_FILES = {
    "chapters/one.md": "---\ntitle: 題\n---\n\n![圖](data/map.yaml){#map alt=替}\n",
    "chapters/data/map.yaml": "kind: map\nextent: [114.08, 22.24, 114.2, 22.31]\nwidth: 240\nlayers:\n  - { file: @@, style: land }\ncredit: 顯示無礙\n",
    "chapters/data/a.geojson": '{"type": "Polygon", "coordinates": [[[114.1,22.25],[114.15,22.25],[114.12,22.3],[114.1,22.25]]]}',
}
MAP = Way("layer of a map", MAP_FILES, "a.geojson")
FIGURE = Way(
    "figure",
    {
        **MAP_FILES,
        "chapters/data/map.yaml": str(MAP_FILES["chapters/data/map.yaml"]).replace(
            "@@", "a.geojson"
        )
        + "@@\n",
    },
    "scale: 2",
)
PLACES = Way(
    "places",
    {
        **MAP_FILES,
        "chapters/data/map.yaml": str(MAP_FILES["chapters/data/map.yaml"]).replace(
            "@@", "a.geojson"
        ),
        "chapters/data/a.geojson": '{"type": "Feature", "properties": {}, "geometry": @@}',
    },
    str(MAP_FILES["chapters/data/a.geojson"]),
)

_MARKUP = (
    "<script>evil()</script>",
    "'><img src=@WEB@/a onerror=evil()>",
    "]]>&x;",
    "</title><script>evil()</script>",
    "\\u202e",
    "甲" * 5000,
    "{{ x }}",
)
_PATHS = (
    '"@OUT@/secret.md"',
    '"../../outside/secret.md"',
    '"..\\\\..\\\\outside\\\\secret.md"',
    '"/etc/passwd"',
    '"/dev/zero"',
    '"a\\u0000.md"',
    '"' + "a" * 5000 + '.md"',
    '"."',
    '""',
    '"one.md/../../../outside/secret.md"',
    '"http://127.0.0.1:9/a.md"',
    '"book.toml"',
    '"\\u202edm.b"',
    '"a\\nb.md"',
    '{ part = "甲", id = "../../x", chapters = ["b.md"] }',
    '{ part = "甲", id = "p", chapters = ["../../outside/secret.md"] }',
    '{ part = "甲", id = "p", text = "../../outside/secret.md", chapters = ["b.md"] }',
)
_YAMLS = (
    "- {id: '../x', type: book, title: '<script>evil()</script>', URL: 'javascript:evil()'}",
    "- {id: b, type: book, title: [1], author: 陳, issued: {date-parts: [[二〇]]}}",
    "- !!python/object/apply:os.system ['touch @OUT@/ran']",
    "- &a [*a]",
    "- " + "[" * 3000,
    "- {id: b, title: " + "9" * 6000 + "}",
    "- null",
    "- \x00",
    "- {id: b, type: ../../x, title: a}",
    "- {id: b, type: book, title: '" + "*" * 5000 + "'}",
    "- {id: b, type: book, title: '" + "<i>" * 3000 + "'}",
    "- {id: b, type: book, title: a, DOI: '\"><script>evil()</script>'}",
)
_BIBS = (
    "@book{b, title = {\\input{@OUT@/secret.txt}}}",
    "@book{b, title = {\\immediate\\write18{touch @OUT@/ran}}}",
    '@string{x = "a"}\n'
    + "\n".join(
        f"@string{{x{n} = {'x' if not n else f'x{n - 1}'} # {'x' if not n else f'x{n - 1}'}}}"
        for n in range(40)
    )
    + "\n@book{b, title = x39}",
    "@book{b, crossref = {b}}",
    "@book{b, crossref = {c}}\n@book{c, crossref = {b}}",
    "@book{b, title = " + "{" * 5000,
    '@preamble{ "\\def\\a{\\a\\a}" }',
    "@book{b, url = {javascript:evil()}}",
    "@book{b, title = {<script>evil()</script>}}",
    "@book{b, file = {@OUT@/secret.txt}, title={a}}",
    "@book{\x00, title={\x0c}}",
    "@" * 5000,
    "@book{b, author = {" + "a and " * 5000 + "b}}",
    "@book{b, year = " + "9" * 6000 + "}",
    "@comment{" * 3000,
)
_GEO = (
    '{"type": "Polygon", "coordinates": [[[1e999,1],[1,1],[1,2],[1,1]]]}',
    "[" * 5000 + "]" * 5000,
    '{"type": "GeometryCollection", "geometries": ' * 300 + "[]" + "}" * 300,
    '{"type": "Point", "coordinates": [' + "9" * 6000 + ",1]}",
    '{"type": "LineString", "coordinates": ['
    + ",".join(["[114.1,22.25],[114.2,22.3]"] * 100_000)
    + "]}",
    '{"type": "Polygon", "coordinates": "x"}',
    "null",
    "NaN",
    '{"type": "<script>evil()</script>"}',
    '{"type": "Polygon", "coordinates": [[[NaN,Infinity]]]}',
    '"\\ud800\\u0000"',
    '{"type":"Topology","$ref":"file://@OUT@/secret.txt"}',
)


def _name(text: str) -> str:
    return ascii(text)[1:50].replace("[", "(").replace("]", ")")


def _all(way: Way, *texts: str, codes: str = "") -> tuple[Attack, ...]:
    return tuple(Attack(way, _name(text), text, codes) for text in texts)


ATTACKS = (
    *_all(TITLED, *_MARKUP),
    *_all(DESCRIBED, *_MARKUP),
    *_all(SPINE, *_PATHS),
    *_all(
        SLUG,
        "../x",
        "/x",
        "a/b",
        "",
        ".",
        "..",
        "a\\u0000",
        "a\\nb",
        "CON",
        "-o",
        "a" * 300,
        "\\u202e",
        "~",
        "$HOME",
        codes="NK102 NK106",
    ),
    *_all(
        SITE,
        "javascript:evil()",
        "http://127.0.0.1:9",
        'https://a/\\"><script>evil()</script>',
        "file:///etc/",
        "https://a b/",
        "//x/",
        "https://" + "a" * 9000 + "/",
        "https://a:b@c/",
        "https://[::1/",
        "https://a:99999999/",
    ),
    *_all(
        MOVED,
        '"../../x.html" = "one"',
        '"/etc/x.html" = "one"',
        '"a.html" = "https://evil.example/"',
        '"a.html" = "javascript:evil()"',
        '"a\\u0000.html" = "one"',
        '"index.html" = "one"',
        '"one.html" = "one"',
        '"b/c/../../../d.html" = "one"',
        '"a.html" = "\\"><script>evil()</script>"',
        '"' + "a" * 5000 + '.html" = "one"',
        '"a.js" = "one"',
    ),
    *_all(
        COVER,
        '"../../outside/secret.svg"',
        '"@OUT@/secret.svg"',
        '"/dev/zero"',
        '"http://127.0.0.1:9/a.png"',
        '"c.png"',
        '"\\u0000"',
        '"one.md"',
        '"images"',
        codes="NK330 NK303 NK301 NK302 NK106 NK102",
    ),
    *_all(
        TRADE,
        'address = "javascript:evil()"',
        'contact = "<script>evil()</script>"',
        'email = "a@b\\r\\nBcc: c@d"',
        'supplier = "]]>&x;"',
        'address = "https://a/\\"><x/>"',
        'contact = "\\u0000\\u0008"',
    ),
    *_all(
        WHOLE,
        "a = " + "[" * 3000 + "]" * 3000,
        "a = " + "9" * 6000,
        "a" + ".a" * 3000 + " = 1",
        "[labels]\ncontents = '<script>evil()</script>'",
        "[maths.macros]\nRR = '\\RR\\RR'",
        "[pdf]\nhyphenation = ['" + "a-" * 5000 + "']",
        "[limits]\ntask-memory = 99999999999",
        "[limits]\ntask-seconds = -1",
        "[print]\ncondition = '../../x'",
        "[edition.\"../../x\"]\ntitle = 'a'",
        "[build]\nformats = ['../x']",
        "[citations]\nsources = ['@OUT@/secret.txt']",
        "[citations]\nsources = ['../../outside/secret.txt', '/dev/zero']",
        "[citations]\nstyle = '../../outside/secret'",
        "[citations]\nstyle = '@OUT@/secret.csl'",
        "a = \x00",
        "\ufeff[x]",
        "[sample]\nchapters = 99999999999",
        "[epub]\ncertified-by = '<script>evil()</script>'",
        "[publisher]\nname = 'a'\nwebsite = 'javascript:evil()'",
    ),
    *_all(YAML, *_YAMLS),
    *_all(BIB, *_BIBS),
    *_all(
        JSON,
        ', "a": ' + "[" * 5000 + "]" * 5000,
        ', "volume": ' + "9" * 6000,
        ', "author": "陳"',
        ', "issued": {"date-parts": [["x"]]}',
        ', "URL": "javascript:evil()"',
        ', "__proto__": {"a": 1}',
        ', "title": "<script>evil()</script>"',
        ', "x": NaN',
        ', "issued": {"date-parts": [[1e999]]}',
        ', "abstract": "\\ud800"',
    ),
    *_all(
        RIS,
        "UR  - javascript:evil()",
        "TI  - <script>evil()</script>",
        "L1  - file://@OUT@/secret.txt",
        "PY  - " + "9" * 6000,
        "AU  - " + "a" * 90_000,
        "TY  - BOOK\n" * 3000,
        "PY  - 2020/99/99/x",
        "\x00  - \x0c",
    ),
    *_all(
        NAMES,
        "- {zh-Hant-HK: '<script>evil()</script>', zh-Hans-CN: b}",
        "- {zh-Hant-HK: '.*', zh-Hans-CN: '('}",
        "- " + "[" * 3000,
        "- !!python/name:os.system",
        "- {zh-Hant-HK: " + "甲" * 9000 + ", zh-Hans-CN: 乙}",
        "- {zh-Hant-HK: [], unsure_forms: 5}",
        "- {zh-Hant-HK: '', zh-Hans-CN: ''}",
    ),
    *_all(
        INDEX,
        "- {term: '>'}",
        "- {term: 燈塔, see: 燈塔}",
        "- {term: 甲, see: 乙}\n- {term: 乙, see: 甲}",
        "- {term: '<script>evil()</script>', see: 燈船}",
        "- {term: 甲, strokes: -5}",
        "- {term: 甲, reading: [" + "x," * 5000 + "]}",
        "- " + "{a: " * 3000,
    ),
    *_all(
        KEYS,
        "甲 > " * 2000 + "乙",
        "<script>evil()</script>",
        ">",
        "甲" * 9000,
        "&#0;",
        "甲 > 甲 > 甲",
        "\u202e",
    ),
    *_all(
        MAP,
        "@OUT@/secret.txt",
        "../../../outside/secret.txt",
        "/dev/zero",
        "map.yaml",
        "../one.md",
        "http://127.0.0.1:9/a",
        '"\\0"',
        "a" * 5000,
        '""',
        ".",
        codes="NK310 NK303 NK301 NK201 NK214 NK215",
    ),
    *_all(
        FIGURE,
        "scale: 1e-300",
        "scale: 1e300",
        "width: 1e300",
        "width: -1",
        "width: .nan",
        "extent: [0, 0, 0, 0]",
        "extent: [.inf, 0, 1, 1]",
        "towns: [{text: '<script>evil()</script>', at: [114.125, 22.275], kind: town, side: e}]",
        "labels: [{text: a, at: [114.1, 22.29], kind: water, turned: 1e300}]",
        "labels: [" + "{text: a, at: [114.1, 22.29], kind: water}," * 900 + "]",
        "kind: ../../x",
        "credit: '" + "甲" * 9000 + "'",
    ),
    *_all(PLACES, *_GEO),
)
