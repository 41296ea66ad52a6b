r"""Commands that Pandoc hands to LaTeX alone: ``\index{…}``, ``\newpage``."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.text.prose import outside_code

_ARGUMENT = r"\{(?:[^{}\n]|\{[^{}\n]*\})*\}"
_INDEX = re.compile(rf"(?:(?<![ \t])[ \t]++)?+\\index({_ARGUMENT})(?:\{{\}})?")
_LOGO = re.compile(
    r"\\((?:La|Xe|Xe?La|Lua(?:La)?|pdf(?:La)?|Bib)?TeX)(?![A-Za-z])(?:\{\}|\\(?= ))?"
)
# What lays out LaTeX's own pages: it means nothing to pages that nkbook lays out.
_LAYOUT = (
    "addcontentsline|appendix|backmatter|bigskip|centering|chaptermark|clearpage|cleardoublepage|"
    "frontmatter|markboth|markright|newgeometry|restoregeometry|sectionmark|"
    "listoffigures|listoftables|mainmatter|makeindex|maketitle|medskip|newpage|noindent|pagebreak|"
    "pagenumbering|pagestyle|printbibliography|printindex|raggedright|setcounter|setlength|"
    "smallskip|tableofcontents|thispagestyle|vfill|vspace"
)
_LAYOUT_LINE = re.compile(
    rf"^[ \t]*(?:\\(?:{_LAYOUT})(?![A-Za-z])\*?(?:\[[^\]\n]*\]|{_ARGUMENT})*[ \t]*)+$\n?",
    re.MULTILINE,
)


def latex(text: str, _page: Page, log: Log) -> str:
    r"""Write ``\index{…}`` as marks of the index; leave out lines that lay out LaTeX's pages."""

    def index(found: re.Match[str]) -> str:
        entry = index_entry(found[1][1:-1])
        if not entry:
            log.dropped(r"\index{}", found[0])
            return ""
        log.changed(r"\index{}", found[0])
        apart = "<!-- -->" if found.string[: found.start()].endswith("]") else ""  # no [a][]
        return f'{apart}[]{{.index key="{entry}"}}'

    def layout(found: re.Match[str]) -> str:
        log.dropped("a command of LaTeX for its pages", found[0].strip())
        return ""

    def rewrite(prose: str) -> str:
        prose = _INDEX.sub(index, _LAYOUT_LINE.sub(layout, prose))
        return _LOGO.sub(lambda found: found[1], prose)

    return outside_code(text, rewrite) if "\\" in text else text


def index_entry(given: str) -> str:
    r"""Return makeindex's entry as nkbook's: ``sort@words!below|see{…}`` → ``words > below``."""
    levels = [one.rpartition("@")[2].strip() for one in given.partition("|")[0].split("!")]
    words = (re.sub(r"\\[A-Za-z]+|[{}\"\\;；>]", "", one).strip() for one in levels)
    return " > ".join(one for one in words if one)
