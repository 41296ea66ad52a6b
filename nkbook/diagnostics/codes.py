"""The permanent table of diagnostic codes: what each means and why it matters.

NK1xx settings, NK2xx manuscript, NK3xx resources, fonts and templates, NK4xx PDF, NK5xx EPUB,
NK6xx the machine. A code is never reused; ``nkbook check --explain CODE`` prints its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """Severity of a problem: an error stops the build, a warning only under --strict."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table: ``rationale`` says why the rule exists and how to satisfy it."""

    code: str
    severity: Severity
    title: str
    rationale: str


_ROWS = (
    # Settings
    ("NK101", "error", "unknown key in a settings file",
     "A misspelt key would be ignored silently and the book would lack what it asked for."),
    ("NK102", "error", "value of the wrong type in a settings file",
     "Each key takes one type; the message names it."),
    ("NK103", "error", "missing key in a settings file",
     "The key has no sensible default and every book must state it."),
    ("NK104", "error", "settings file is not valid TOML",
     "Nothing can be read from the file until its syntax is right."),
    ("NK105", "error", "no book here",
     "A book project is a folder with chapters/book.toml."),
    ("NK106", "error", "value not allowed in a settings file",
     "The key takes one of the values that the message lists."),
    ("NK107", "error", "wrong ISBN",
     "Its last digit proves the others; a wrong one would be printed as a bar code that misleads."),
    ("NK108", "error", "wrong subject code",
     "Shops and libraries file the book by it; one without its scheme's form is filed nowhere."),
    ("NK109", "warning", "role without a word",
     ("The title page and the colophon say what each contributor did; for a rare role only the "
      "book knows the word: role-CODE under [labels].")),
    # Manuscript
    ("NK201", "error", "spine names a missing file",
     "Every entry of the spine must be a file in chapters/ or a page template."),
    ("NK202", "error", "file is not UTF-8",
     "Chapters and data are read as UTF-8 only: guessing an encoding corrupts Chinese text."),
    ("NK203", "error", "citation key not found",
     "Each key in [@key] must be the id of an entry in chapters/data/references.yaml."),
    ("NK204", "error", "broken YAML",
     "The header of a chapter, between two --- lines, and the data files must be valid YAML."),
    ("NK205", "error", "note called but not defined",
     "Each [^label] needs one [^label]: definition in the same chapter."),
    ("NK206", "error", "note defined but not called",
     "A note that nothing calls would vanish from the book."),
    ("NK207", "error", "note defined twice",
     "Only one of the two texts could be printed."),
    ("NK208", "error", "dangling cross-reference",
     "A link to #id needs an element with that id somewhere in the book."),
    ("NK209", "error", "duplicate id",
     "Ids are the book's anchors in every edition and format, so each is used once in the book."),
    ("NK210", "error", "raw HTML",
     "Raw HTML would not survive in every format; use a fenced div or a span with a class."),
    ("NK211", "error", "wrong header in a chapter",
     "The header takes title, id, short-title and numbered, each of its own type."),
    ("NK212", "error", "malformed citation",
     "A citation reads [@key], [@key, locator] or [see @a; @b]; a bare @key is not supported."),
    ("NK213", "error", "fenced div not closed",
     "A ::: {.class} line needs a closing ::: line, or all text after it would fall into the div."),
    ("NK214", "error", "broken reference data",
     ("Each entry of references.yaml is a CSL item with id, type and title; its other keys are the "
      "variables of CSL 1.0.2, names in their parts, dates as date-parts or literal.")),
    ("NK215", "error", "file cannot be read",
     "The file exists but the system refuses to open it."),
    ("NK216", "error", "heading level out of order",
     ("A chapter's title comes from its header; its sections start at ## and go down "
      "one level at a time.")),
    ("NK217", "error", "construct not supported",
     "The text uses Markdown that the book cannot carry into every format."),
    ("NK218", "error", "empty chapter",
     "A chapter without text would print as a lone title."),
    ("NK219", "error", "edition not known",
     "Text for one edition names it: [信息]{tw=資訊 cn=信息}, ::: {.only edition=zh-Hant-TW}."),
    ("NK220", "error", "broken glossary",
     ("Each entry of names.yaml has an id of its own and the name's forms by language tag; it may "
      "have kind, unsure, unsure_forms, decision, variants and note.")),
    ("NK221", "error", "name whose form is unsure",
     ("A form that nobody has checked is not printed until the glossary says, under decision, "
      "why it is used.")),
    ("NK222", "warning", "name or word interrupted by markup",
     "Its replacement has another length, so the markup would end up on the wrong letters."),
    ("NK223", "warning", "name not in the glossary",
     "The regions spell foreign names differently; only the glossary knows how."),
    ("NK224", "warning", "character in the wrong script",
     "A Simplified character in a Traditional edition, or the reverse, is a slip of conversion."),
    ("NK225", "error", "index entry that leads nowhere",
     "The index names places that the text marks, [停火]{.index}, and refers to its own entries."),
    ("NK226", "error", "broken index data",
     "data/index.yaml lists entries: term, with reading, strokes, see or see-also."),
    ("NK227", "error", "text of the source is not in the book",
     "Every letter of a chapter is in the book or is markup; what is neither was lost in reading."),
    ("NK228", "warning", "link definition that nothing uses",
     "A line [label]: address prints nothing by itself; a paragraph that begins so begins \\[."),
    ("NK229", "warning", "row with more cells than its table has columns",
     "The head says how many columns there are; those beyond them are printed without a head."),
    ("NK230", "warning", "words after a code block's language",
     "Only the language is used; what else is on the line is not printed."),
    ("NK245", "warning", "language or direction that is none",
     "lang takes a tag of BCP 47, such as en or zh-Hant; dir takes ltr, rtl or auto."),
    ("NK246", "error", "note or picture in a short title",
     "A running head has words alone: put the note or the picture into the title."),
    # Resources, fonts, templates
    ("NK301", "error", "image missing",
     "An image that a chapter names must be in the book's chapters/ folder."),
    ("NK302", "error", "image unreadable",
     ("The file is not a valid SVG, PNG, JPEG, GIF or WebP image, or its name does not match its "
      "content.")),
    ("NK303", "error", "image path outside the book",
     "A book is built from its own folder alone, so that two machines build the same."),
    ("NK304", "error", "character that no font has",
     "It would print as an empty box; take another character or add a font that has it."),
    ("NK305", "error", "template error",
     "A template of the book or the theme is wrong; the message names its file and line."),
    ("NK306", "error", "broken font manifest",
     "fonts/fonts.toml must name every font file with its family, weight, style and sha256."),
    ("NK307", "error", "font file missing or changed",
     "The font file differs from the one whose sha256 the manifest lists."),
    ("NK308", "error", "image without alternative text",
     'A reader who cannot see the picture needs its words: ![caption](file){alt="…"}.'),
    ("NK309", "error", "colour profile missing or broken",
     ("A book for the printer needs the ICC profile of its printing condition, as "
      "styles/colour/profiles.toml lists it.")),
    ("NK310", "error", "broken figure data",
     ("A map, timeline or chart is drawn from a YAML file whose kind says which; the message names "
      "the key that is wrong.")),
    # PDF
    ("NK401", "error", "note lost in the PDF",
     "Every note must be on a page of the finished PDF."),
    ("NK402", "warning", "note on another page than its call",
     "The reader looks for a note at the foot of the page of its call."),
    ("NK403", "error", "note taller than a page",
     "A note that overflows its page would cover the text; shorten or split it."),
    ("NK404", "warning", "message of the PDF renderer",
     "WeasyPrint reported something it could not do as asked."),
    ("NK405", "error", "PDF invalid",
     "The written PDF could not be read back as it must be."),
    ("NK406", "error", "unexpected WeasyPrint version",
     "nkbook replaces functions inside one exact WeasyPrint version."),
    ("NK407", "error", "fonts besides the book's own",
     "A PDF is the same on every machine only if the font libraries see the book's fonts alone."),
    ("NK408", "error", "part of the book not shown in the PDF",
     "WeasyPrint left out an image, a link or a reference that it could not resolve."),
    ("NK409", "error", "cover without room for its text",
     "The text on the back cover must leave room for the bar code and the publisher."),
    ("NK410", "error", "words off the page",
     "What runs over the edge of the paper is lost: a table too wide, a line that cannot break."),
    ("NK411", "error", "text on no page of the PDF",
     ("Every word of a chapter is to be read on its pages; a stylesheet that hides some, or moves "
      "it away, loses it.")),
    # EPUB
    ("NK501", "error", "EPUB invalid",
     "The written EPUB is not well-formed or lacks a part that EPUB 3.3 requires."),
    ("NK502", "warning", "page without its place in the EPUB",
     "The page-list leads to the text that each page of the PDF begins with."),
    ("NK503", "error", "text missing in the EPUB",
     "Every letter of a chapter is in its page of the EPUB; a template of the book may lose some."),
    # The machine
    ("NK601", "error", "system library missing",
     "WeasyPrint needs Pango and its companions, which pip cannot install."),
    ("NK602", "error", "output folder not writable",
     "The finished files go to the output folder."),
    ("NK603", "error", "disk full or write failed",
     "The files could not be written; those of the last build are still in place."),
    ("NK604", "error", "a worker process died",
     "The process that made one of the files ended without an answer, perhaps for lack of memory."),
    ("NK605", "error", "Python package missing or of another version",
     "nkbook needs the packages that it is installed with; nkbook doctor lists what is missing."),
    ("NK606", "error", "Python or operating system not supported",
     "nkbook runs on Python 3.11 and newer, on Linux and macOS, and on Windows inside WSL."),
    ("NK607", "error", "conversion dictionary missing",
     "Regional editions are converted by OpenCC's dictionaries, which come with its package."),
)  # fmt: skip

CODES: Mapping[str, Code] = MappingProxyType(
    {code: Code(code, Severity(severity), title, why) for code, severity, title, why in _ROWS}
)
