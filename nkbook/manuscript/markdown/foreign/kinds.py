"""What other tools' mark-up looks like: a row each, with the tool, an example and the remedy.

A pattern is looked for in masked text (see masking.py), so that what is escaped, in code or read
by nkbook's own rules is no match. Patterns are narrow rather than complete: a warning that is
false teaches authors to pass over warnings. Most paragraphs hold none of them: the signs after a
name, without which its pattern cannot match, spare them the search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nkbook.manuscript.markdown.foreign.masking import CODE, EMPHASIS, INCLUDED, READ
from nkbook.typesetting.han import HAN

IMPORT = "nkbook import turns it into what the book can print"
_SHORTCODE = r"\{\{[<%](?:(?!\{\{[<%])[^\n])*?[>%]\}\}"
ESCAPE = "if the marks are meant as they stand, put a backslash before them"


@dataclass(frozen=True, slots=True)
class Kind:
    """One construct: whose it is, what it looks like, its pattern and what to do about it.

    Each match has all characters of one of its ``signs``; without any, every text is searched.
    """

    name: str
    pattern: re.Pattern[str]
    remedy: str
    signs: tuple[frozenset[str], ...] = ()

    def may_be(self, characters: frozenset[str]) -> bool:
        """Return False if a text of these characters holds none of this kind."""
        return not self.signs or any(sign <= characters for sign in self.signs)


def _kind(name: str, signs: str, pattern: str, remedy: str) -> Kind:
    """Return a kind whose signs are divided by blanks."""
    found = tuple(map(frozenset, signs.split()))
    return Kind(name, re.compile(pattern, re.MULTILINE), remedy, found)


_DASHES = r"[ \t]*:?-{3,}:?[ \t]*"
_LATIN = "A-Za-z0-9"
_BLANK_IN_LABEL = r"\[\^[^\s\[\]][^\[\]\n \t\u3000]*+[ \t\u3000][^\[\]\n]*+\](?![({])"
_INSERTED = rf"\^(?:\^[^\s^][^^\n]*\^|{READ}[^^\n]*{READ})\^"
UNDERLINE = "write [words]{.underline}"
_COMMANDS = (
    "LaTeX|TeX|appendix|backmatter|bigskip|centering|clearpage|cleardoublepage|frontmatter|"
    "hfill|hline|listoffigures|listoftables|mainmatter|maketitle|medskip|"
    "newline|newpage|noindent|pagebreak|printbibliography|printindex|smallskip|"
    "tableofcontents|vfill"
)
_THEOREMS = "fig|tab|tbl|thm|eq|lem|def|exm|exr|cor|prp|sec"

KINDS = (
    _kind("MkDocs's admonition (!!! note)", "! ?", r"^(?:!!!|\?\?\?)\+?[ \t]+[\w-]+", IMPORT),
    _kind('MkDocs\'s tab (=== "…")', "=", r'^===[+!]?[ \t]+["“]', IMPORT),
    _kind("MkDocs's snippet (--8<--)", "-8<", r"--8<--", IMPORT),
    _kind("MkDocs's keys (++ctrl+c++)", "+", rf"\+\+[{_LATIN}][\w+-]*\+\+", "write `Ctrl` + `C`"),
    _kind("insertion (++…++)", "+", rf"(?<![{_LATIN}+])\+\+[^\s+{_LATIN}][^+\n]*\+\+", UNDERLINE),
    _kind("MkDocs's block (/// note)", "/", r"^/{3,}[ \t]+[A-Za-z]", IMPORT),
    _kind("insertion (^^…^^)", "^", _INSERTED, UNDERLINE),
    _kind(
        "highlight (==…==)",
        "=",
        rf"(?<![{_LATIN}=])==[^\s=][^=\n]*==(?![{_LATIN}=])",
        "write [words]{.mark}",
    ),
    _kind(
        "abbreviation (*[HTML]: …)", "*[]:", r"^\*\[[^\]\n]+\]:", "say it in the text or in a note"
    ),
    _kind(
        "table of contents ([TOC])",
        "[",
        r"^(?:@?\[\[?_?TOC_?\]?\]|\[\[_?toc_?\]\]|\[toc\])[ \t]*$",
        "take it out: the book has its own contents",
    ),
    _kind(
        "name of an emoji or icon (:name:)",
        ":",
        rf"(?<![{_LATIN}:/_]):(?!\d+:)[a-z0-9][a-z0-9_+-]{{1,40}}:(?![{_LATIN}:/_])",
        "write the character itself",
    ),
    _kind("mdBook's command ({{#include …}})", "{#}", r"\{\{\s*#[a-z_]+\b[^{}\n]*+\}\}", IMPORT),
    _kind("shortcode of Hugo or Quarto ({{< … >}})", "{}", _SHORTCODE, IMPORT),
    _kind("Liquid's tag ({% … %})", "{%}", r"\{%-?\s*+\w(?:(?!\{%)[^\n])*?%\}", IMPORT),
    _kind("template's value ({{ … }})", "{}", r"\{\{[^{}<%#\n]+\}\}", IMPORT),
    _kind("kramdown's attributes ({: …})", "{:}", r"\{::?/?[^{}\n]*\}", "write {.class #id}"),
    _kind("docsify's tip (!> or ?>)", ">", r"^[!?]>[ \t]", IMPORT),
    _kind("VitePress's snippet (<<< file)", "<", r"^<<<[ \t]*[@~./]", IMPORT),
    _kind("docsify's include (':include')", INCLUDED, INCLUDED, IMPORT),
    _kind("div of VuePress (::: tip title)", ":", r"^:{3,}[ \t]*[\w-]+[ \t]+[^\s:{]", IMPORT),
    _kind("directive of Docusaurus (:::tip[title])", ":[", r"^:{3,}[ \t]*[\w-]+\[", IMPORT),
    _kind("line of colons (:::) that opens and closes nothing", ":", r"^:{3,}+[ \t:]*+$", ESCAPE),
    _kind(
        "JavaScript module line of MDX (import … from)",
        "port",
        r"^(?:import\s[^\n]*\sfrom\s+['\"“‘]|export\s+(?:const|default|function|let)\s)",
        "take it out",
    ),
    _kind(
        "script without its closing mark (x^2, H~2)",
        "^ ~",
        rf"(?<=[{_LATIN})])\^[{_LATIN}]+(?![{_LATIN}^])|(?<=[A-Za-z])~\d+(?![\d~])",
        "write x^2^ and H~2~",
    ),
    _kind(
        "title block below a header (% …)",
        "%",
        r"\A%[ \t]+[^\s\d]",
        "the title stands in the header or in the block, not in both",
    ),
    _kind("wiki link ([[page]])", "[]", r"!?\[\[[^\[\]\n]+\]\]", "write [words](file.md)"),
    _kind("Obsidian's comment (%%…%%)", "%", r"%%[^%\n]+%%", "write <!-- … -->"),
    _kind("Obsidian's name of a block (^name)", "^", r"[ \t]\^[\w-]+[ \t]*$", "write []{#name}"),
    _kind("Obsidian's tag (#tag)", "#", rf"(?:^|[ \t])#(?=[\w/-]*[{HAN}])[\w/-]+", ESCAPE),
    _kind("callout ([!note])", "[!]", r"^\[!\w+\][+-]?", "write ::: {.note}"),
    _kind(
        "bookdown's reference (\\@ref(…))",
        "ref()",
        rf"(?:\\?@|{READ})ref\([\w:.-]+\)",
        "write [](#name)",
    ),
    _kind(
        "bookdown's label ((\\#fig:…))",
        "(:",
        rf"\((?:\\?#|{READ})(?:{_THEOREMS}):[^()\s]++\)|^\(ref:[^()\s]++\)[ \t]",
        IMPORT,
    ),
    _kind("bookdown's part (# (PART) …)", "()", r"^\((?:PART|APPENDIX)\\?\*?\)", IMPORT),
    _kind("MyST's role ({ref}`…`)", f"{{}}{CODE}", rf"\{{[A-Za-z][\w:.-]*\}}{CODE}", IMPORT),
    _kind(
        "MyST's target ((name)=)", "()=", r"^\([\w-]+\)=[ \t]*$", "write {#name} after the heading"
    ),
    _kind(
        "directive of reStructuredText (.. note::)",
        ":",
        rf"^\.\.[ \t]+[\w-]+::|(?<![\w:]):[a-z]+(?::[a-z]+)?:{CODE}",
        IMPORT,
    ),
    _kind("Markua's aside (A>)", ">", r"^[ABCDEIQTWX]>[ \t]", "write ::: {.box}"),
    _kind(
        "Markua's block ({aside})",
        "{}",
        r"^\{/?(?:aside|blurb|quiz|exercise|sample)\b[^{}\n]*\}",
        IMPORT,
    ),
    _kind(
        "tracked change ({++…++})",
        "{",
        r"\{\+\+(?:(?!\{\+\+)[^\n])*?\+\+\}|\{--(?:(?!\{--)[^\n])*?--\}"
        r"|\{>>(?:(?!\{>>)[^\n])*?<<\}|\{==(?:(?!\{==)[^\n])*?==\}"
        rf"|\{{(?:~~|{READ})(?:(?!\{{(?:~~|{READ}))[^\n])*?~>",
        "accept or reject the change",
    ),
    _kind(
        "ruby of another tool ({漢字|…}, ｜漢字《…》)",
        "{|} ｜《》 []^()",
        r"\{[^{}|\s=]+\|[^{}\s]+\}|｜[^《》｜\n]++《[^《》\n]++》|\[[^\[\]\n]++\]\^\([^()\n]++\)",
        '[漢]{ruby="hàn"} is ruby',
    ),
    _kind(
        "page break",
        "page",
        r"^(?:-{3,}|={3,}|\[|<)?[ \t]*page ?break[ \t]*+(?:(?:-{3,}+|={3,}+|\]|>)[ \t]*+)?$",
        "take it out: pages break by themselves",
    ),
    _kind(
        "command of LaTeX (\\command)",
        "\\",
        r"\\(?:[A-Za-z]{2,}\d*\*?(?:\[[^\[\]\n]*+\]|<[\d,-]+>)*\{|(?:let|[gex]?def)\\[A-Za-z]"
        rf"|(?<![{_LATIN}.:/-]\\)(?:{_COMMANDS})(?![A-Za-z]))|^\\[A-Za-z]{{2,}}[ \t]*$",
        "say it in Markdown, or put it between ` marks as code",
    ),
    _kind(
        "formula ($…$)", "$", r"\$\$|\$(?=[^$\n]*\\[A-Za-z])[^$\n]*+\$|\$[-+=<>]\$(?=\d)", ESCAPE
    ),
    _kind(
        "Markdown typed in full width (＃, ＊＊)",
        "＃ ＊ ！",
        r"^＃{1,6}|＊＊|！\[[^\[\]\n]*+\]\(",
        "type # * ! in half width",
    ),
    _kind(
        "heading of more than six marks (#######)",
        "#",
        r"^#{7,}(?=[ \t])",
        "headings have six levels, # to ######",
    ),
    _kind(
        "heading without its blank (##…)",
        "#",
        r"^#{2,6}[^\s#]",
        "put a blank between # and the words",
    ),
    _kind(
        "link in full-width parentheses ([…]（…）)",
        "]（",
        rf"\][ \t]*（(?:https?:|{READ})",
        "the parentheses are ( and )",
    ),
    _kind(
        "marks of emphasis (*)",
        "* ~ _",
        rf"\*\*[^*\n]+\*\*|\*(?=[^\s*])[^*]+(?:(?<!\s)\*|\*(?![A-Za-z]))|(?<=[^\s*])\*{{4}}(?=[^\s*])"
        rf"|\*(?=[^\s*])[^*\n]*\s{EMPHASIS}|[*_]{EMPHASIS}"
        rf"|(?:^|(?<=\s))\*\*(?=[^\s*{_LATIN}])|~~[^~\n]+~~",
        f"let no blank stand inside the marks, and close them; {ESCAPE}",
    ),
    _kind(
        "link around another link ([…[…](…)…](…))",
        "[]()",
        rf"\[(?=[^\[\]\n]*{READ})[^\[\]\n]*+\]\([^()\s]+\)",
        "end one before the other begins",
    ),
    _kind(
        "words in angle brackets that Pandoc takes for a tag (<b 且 c>)",
        "<>",
        r"</?[A-Za-z][\w:.-]*(?:\s+[^\W\d_][\w:.-]*(?:\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'<>=]+))?)+\s*/?>",
        ESCAPE,
    ),
    _kind("note whose label holds a blank ([^a b])", "[]^", _BLANK_IN_LABEL, "take the blank out"),
    _kind("mark of a comment (<!--)", "<!-", r"<!--", "close each comment with -->"),
    _kind(
        "item of a list below a line of text",
        ". )",
        r"(?<=\n)(?:#\.|\d{1,3}\.|\(?\d{1,9}\)|\(?(?:[A-Za-z]|[ivx]{2,}|[IVX]{2,})\)|[a-z]\.|[IVX]{2,}\.|\(@\w*\))"
        r"(?=[ \t\n]|\Z)",
        f"put a blank line before the list; {ESCAPE}",
    ),
    _kind(
        "meaning (: …) below two lines of text",
        ":",
        r"(?<=\n):[ \t]+(?=\S)",
        "a term has one line, and its meaning begins below it with a colon",
    ),
    _kind(
        "link whose label is defined nowhere ([…][…])",
        "[]",
        rf"\]\[[^\]\[\n{READ}]*\](?![(\[{{:])",
        ESCAPE,
    ),
    _kind(
        "mark of code (``)",
        "` ~",
        r"`{2,}|^[ \t]*~~~",
        f"close it with as many marks, a fence on a line of its own; {ESCAPE}",
    ),
    _kind(
        "line of a table",
        "- = +",
        rf"^\+(?:[-=:]{{2,}}\+)+[ \t]*$|^\|?{_DASHES}(?:\|{_DASHES})+\|?[ \t]*$"
        r"|^[ \t]*[-=]{3,}(?:[ \t]+[-=]{3,})+[ \t]*$",
        "a blank line stands before a table, and its head has as many cells as the dashes",
    ),
    _kind(
        "attributes in braces",
        "{}",
        r"\{[#.][^\s{}][^{}\n]*\}|\{[A-Za-z][\w-]*=[^{}\s][^{}\n]*\}",
        "they belong right after a ], a picture, code or at the end of a heading",
    ),
)
# What stands for a file's code, where a block of code has nothing else.
INCLUDES_IN_CODE = (
    Kind(
        "mdBook's command ({{#include …}})",
        re.compile(r"\A\s*(?:\{\{\s*#[a-z_]*include\b[^}\n]*\}\}\s*)+\Z"),
        IMPORT,
    ),
    Kind(
        "MkDocs's snippet (--8<--)",
        re.compile(r"\A\s*(?:-{1,3}8<-{1,3}[ \t]+[\"'][^\"'\n]+[\"']\s*)+\Z"),
        IMPORT,
    ),
    Kind(
        "template's place of a file's code ([file]{…})",
        re.compile(r"\A\s*\[[a-z]+\]\{[^{}\n]*\}(?:-?\[[a-z]+\]\{[^{}\n]*\})*\s*\Z"),
        'put the code there, or ```python {include="file.py"}',
    ),
)
YAML_IN_TEXT = Kind(
    "block of YAML inside the text", re.compile(""), "settings stand at the top of the file"
)
DIRECTIVE = Kind("MyST's directive (```{note})", re.compile(r"\{[a-z][\w:-]*[},]"), IMPORT)
# Braces after the fence that name a language to run, and no directive.
ENGINES = frozenset(
    (
        *("bash", "c", "cpp", "css", "dot", "fortran", "go", "haskell", "html", "java"),
        *("javascript", "js", "julia", "mermaid", "node", "ojs", "octave", "perl", "php"),
        *("powershell", "python", "r", "ruby", "rust", "sass", "scala", "scss", "sh", "shell"),
        *("sql", "stan", "stata", "verbatim", "zsh"),
    )
)
