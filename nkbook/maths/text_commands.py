r"""Commands of TeX outside formulas that manuscripts for Pandoc and LaTeX hold (raw_tex).

Pandoc hands them to LaTeX alone. Those that lay out LaTeX's pages print nothing in a book; those
that set words print the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# What lays out LaTeX's own pages: it means nothing to pages that nkbook lays out.
_BARE = """
appendix backmatter bigskip bigbreak centering clearpage cleardoublepage filbreak frontmatter
goodbreak hfil hfill indent listoffigures listoftables mainmatter makeindex maketitle medskip
medbreak newpage noindent nopagebreak pagebreak onecolumn printbibliography printindex raggedleft
raggedright sloppy smallskip smallbreak tableofcontents twocolumn vfil vfill
"""
_WITH_ARGUMENTS = """
addcontentsline addtocontents addtocounter addtolength enlargethispage hspace markboth markright
needspace pagenumbering pagestyle setcounter setlength thispagestyle vspace
"""
_SIZES = "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge"
# What stands around lines that go on being read.
_AROUND = """
center flushleft flushright landscape minipage multicols quotation quote raggedleft raggedright
samepage singlespace spacing titlepage
"""
_BRACES = r"\{(?:[^{}\n]|\{[^{}\n]*\})*\}"
LAYOUT = re.compile(
    rf"\\(?:(?:{'|'.join(_WITH_ARGUMENTS.split())})(?![A-Za-z])\*?(?:\[[^\[\]\n]*+\]|{_BRACES})+"
    rf"|(?:{'|'.join((*_BARE.split(), *_SIZES.split()))})(?![A-Za-z])\*?(?:\[[0-4]\]|\{{\}})?"
    rf"|(?:begin|end)\{{(?:{'|'.join(_AROUND.split())})\*?\}}(?:\[[^\[\]\n]*+\]|{_BRACES})*)[ \t]*"
)
LINE_END = re.compile(r"\\(?:newline|linebreak)(?![A-Za-z])(?:\[[0-4]\]|\{\})?[ \t]*\n?")
LOGO = re.compile(
    r"\\((?:La|Xe|XeLa|Lua|LuaLa|pdf|pdfLa|Bib|Con)?TeXt?)(?![A-Za-z])(?:\{\}|\\(?= ))?"
)
# What sets words: the tokens that they become, and the tag; or nothing for a note.
WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("textbf",), ("strong", "strong", "")),
        **dict.fromkeys(("emph", "textit", "textsl"), ("em", "em", "")),
        **dict.fromkeys(("underline", "uline"), ("span", "span", "underline")),
        "textsc": ("span", "span", "smallcaps"),
        "textsuperscript": ("sup", "sup", ""),
        "textsubscript": ("sub", "sub", ""),
        "sout": ("s", "s", ""),
        "footnote": ("note_inline", "", ""),
    }
)
LABEL = re.compile(r"\\label\{([^{}\s]+)\}")
WITH_WORDS = re.compile(rf"\\({'|'.join(WORDS)})(?=\{{)")
