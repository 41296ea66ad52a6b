"""The permanent table of diagnostic codes: what each means and why it matters.

NK1xx settings, NK2xx manuscript, NK3xx resources, fonts and templates, NK4xx pages, NK5xx EPUB,
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
    ("NK203", "warning", "citation key not found",
     ("Each key in [@key] is the id of an entry in the book's sources. The note prints one that is "
      "not as key? in bold.")),
    ("NK204", "error", "broken YAML",
     ("The header of a chapter, between two --- lines, and the data files must be valid YAML: "
      "what they say would be lost or guessed. Lines of --- with no key between them are rules.")),
    ("NK205", "warning", "note called but not defined",
     ("Each [^label] needs one [^label]: definition in the same chapter; without it [^label] is "
      "printed as it is written, as Pandoc does.")),
    ("NK206", "warning", "note defined but not called",
     ("No place in the text has the note, so it is not printed; the message shows its "
      "beginning. Pandoc leaves it out too.")),
    ("NK207", "warning", "note defined twice",
     "The later definition is used, as Pandoc does; the message shows the beginning of the other."),
    ("NK208", "warning", "dangling cross-reference",
     ("A link to #id needs an element or a heading of that name in the book. The words of a "
      "link without one are printed and lead nowhere.")),
    ("NK209", "warning", "id used twice",
     ("Ids are unique in a book. One that two chapters have is each chapter's own: the second "
      "gets another name, which links in its chapter follow. Links from elsewhere lead to the "
      "first.")),
    ("NK210", "warning", "HTML that a book has no place for",
     ("HTML that says what Markdown can say is read; a program, a form or an element that nothing "
      "knows is left out, and the text in it is printed. The guide lists what becomes what.")),
    ("NK211", "warning", "wrong header in a chapter",
     ("The header takes title, id, short-title and numbered, each of its own type. What cannot "
      "be read as meant is not used.")),
    ("NK212", "warning", "malformed citation",
     ("The key of a citation in the text ends where a blank or a mark follows: @key 說, or "
      "@{key}說.")),
    ("NK213", "warning", "fenced div not closed",
     ("A ::: {.class} line needs a closing ::: line; without it the div ends with the chapter, "
      "or with the list item or quotation that it is in.")),
    ("NK214", "error", "broken reference data",
     ("Each entry of references.yaml is a CSL item with id, type and title; its other keys are the "
      "variables of CSL 1.0.2, names in their parts, dates as date-parts or literal.")),
    ("NK215", "error", "file cannot be read",
     "The file exists but the system refuses to open it."),
    ("NK216", "warning", "heading level out of order",
     ("A chapter has one title; its sections start at ## and go down one level at a time. "
      "Headings of other levels are printed at the level at which their sections nest.")),
    ("NK217", "warning", "construct not supported",
     ("The book cannot carry it into every format; the message says what is printed instead. No "
      "words are lost.")),
    ("NK218", "warning", "empty chapter",
     "A chapter without text prints as a lone title."),
    ("NK219", "error", "edition not known",
     ("Text for one edition names it: [信息]{tw=資訊 cn=信息}, ::: {.only edition=zh-Hant-TW}. "
      "Text for an edition that is not there would be in none of them, or false in all.")),
    ("NK220", "error", "broken glossary",
     ("Each entry of names.yaml has an id of its own and the name's forms by language tag; it may "
      "have kind, unsure, unsure_forms, decision, variants and note.")),
    ("NK221", "error", "name whose form is unsure",
     ("A form that nobody has checked may be false, and nothing can stand in for it, until the "
      "glossary says, under decision, why it is used.")),
    ("NK222", "warning", "name or word interrupted by markup",
     "Its replacement has another length, so the markup would end up on the wrong letters."),
    ("NK223", "warning", "name not in the glossary",
     "The regions spell foreign names differently; only the glossary knows how."),
    ("NK224", "warning", "character in the wrong script",
     "A Simplified character in a Traditional edition, or the reverse, is a slip of conversion."),
    ("NK225", "warning", "index entry that leads nowhere",
     ("The index names places that the text marks, [停火]{.index}, and refers to its own entries. "
      "An entry without a place is left out; a reference is printed without a link, a passage "
      "without its end.")),
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
    ("NK231", "warning", "header keys of other tools",
     ("Keys of a chapter's header that are not nkbook's are passed over; nothing of them is "
      "printed. One message lists those of the whole book.")),
    ("NK232", "warning", "chapter without a title",
     ("Neither the header nor a heading at the beginning of the text gives a title, so the name "
      "of the file is printed.")),
    ("NK233", "warning", "title not where it belongs",
     ("A title in the header and again as a heading is printed once; one after text of its "
      "chapter is printed before it.")),
    ("NK234", "warning", "link to a file that is not in the book",
     ("A link to a file of the spine leads to its chapter. Of one to any other file the words "
      "are printed, and lead nowhere.")),
    ("NK235", "warning", "link to a name that several chapters have",
     ("The link leads to the first; b.md#name, or a name that only one chapter has, says which "
      "is meant.")),
    ("NK236", "warning", "character that no book can hold",
     ("Control characters and the like cannot stand in a file of a book (XML 1.0 §2.2); programs "
      "leave them behind, and nobody sees them.")),
    ("NK240", "warning", "words in angle brackets",
     ("A name that HTML does not know, or a tag that opens nothing, is taken for words, such as "
      "<file>, and printed with its brackets. A backslash before it, or code, says so.")),
    ("NK241", "warning", "film or recording",
     "It cannot be played on paper, so its address is printed as a link."),
    ("NK242", "warning", "raw text for another format",
     "Pandoc gives it to that format only, and nkbook makes none of it; it is left out."),
    ("NK245", "warning", "language or direction that is none",
     "lang takes a tag of BCP 47, such as en or zh-Hant; dir takes ltr, rtl or auto."),
    ("NK246", "error", "note or picture in a short title",
     "A running head has words alone: put the note or the picture into the title."),
    ("NK248", "warning", "@word that names nothing",
     ("@key cites a source, and @fig-x leads to a place in the book; what is neither is printed as "
      "it is written, and \\@ says that it is meant so.")),
    ("NK249", "warning", "source left out",
     ("An entry of a .bib or .json file that cannot be read is left out, and a citation of it "
      "prints its key.")),
    ("NK250", "warning", "formula that cannot be set",
     ("The tools that set formulas do not know a command in it, or it is not complete. Its TeX is "
      "printed in its place.")),
    ("NK251", "warning", "formula larger than the page",
     "It is drawn smaller, as far as the text block asks, and may be hard to read."),
    ("NK255", "warning", "code that a tool was to run",
     "A chunk {r} or {python} is run by knitr, Quarto or Jupyter; nkbook prints it as it is."),
    ("NK256", "error", "file of code that cannot be printed",
     "A block with include= prints lines of a file in the book's folder; nothing replaces it."),
    ("NK257", "warning", "diagram in a block of code",
     "nkbook runs no other tool: it prints the picture that picture= names, else the source."),
    ("NK258", "warning", "invisible characters in code",
     "Signs of direction and of no width are not seen, and whoever copies the code gets them."),
    ("NK259", "warning", "line of code that another tool replaces",
     "mdBook and others put a file in its place; here include= on the fence prints one."),
    ("NK260", "warning", "mark-up of another tool, printed as it is typed",
     ("Each tool has marks of its own; what nkbook does not read is text. A backslash before such "
      "a mark says that it is meant as text, and nkbook import turns most of them into Markdown.")),
    ("NK261", "warning", "place that Pandoc reads differently",
     ("The dialect is Pandoc's Markdown. Where Pandoc, as a second reader, makes something else of "
      "a place, one of the two does not do what the author meant.")),
    ("NK262", "warning", "no second reading",
     "Pandoc is installed and could not read the text, so only nkbook's own reading is checked."),
    ("NK263", "error", "table cell lost", "Each cell of a table is in the book, with its words."),
    ("NK264", "error", "call lost", "Each call has its note, each note and citation its call."),
    ("NK265", "error", "link lost", "A link is in the book, or a problem says that it is words."),
    ("NK266", "error", "picture lost", "Each picture is in the book, or a frame in its place."),
    ("NK270", "warning", "place that is read as it seems to be meant",
     ("A mark or a blank line is missing or out of place, and Pandoc or GitHub would read "
      "something else there; the message says what is printed.")),
    ("NK271", "warning", "block of code not closed",
     ("The line that closes a block has as many ` or ~ as the one that opens it, within the same "
      "list item or quotation; without it the block ends with what it is in.")),
    # Resources, fonts, templates
    ("NK301", "error", "image missing",
     "An image that a chapter names must be in the book's chapters/ folder."),
    ("NK302", "error", "image unreadable",
     "The file is damaged, or of a kind that nkbook cannot turn into a picture of a book."),
    ("NK303", "error", "image path outside the book",
     "A book is built from its own folder alone, so that two machines build the same."),
    ("NK304", "warning", "character that no font has",
     ("Pages print 〓 in its place, and an EPUB leaves it to the reader's fonts; put a font that "
      "has it into fonts/.")),
    ("NK305", "error", "template error",
     "A template of the book or the theme is wrong; the message names its file and line."),
    ("NK306", "error", "broken font manifest",
     "fonts/fonts.toml must name every font file with its family, weight, style and sha256."),
    ("NK307", "error", "font file missing or changed",
     "The font file differs from the one whose sha256 the manifest lists."),
    ("NK308", "warning", "image without words",
     ('A reader who cannot see the picture needs words for it: ![words](file), or {alt="…"}; it '
      "is printed without a caption.")),
    ("NK309", "error", "colour profile missing or broken",
     ("A book for the printer needs the ICC profile of its printing condition, as "
      "styles/colour/profiles.toml lists it.")),
    ("NK310", "error", "broken figure data",
     ("A map, timeline or chart is drawn from a YAML file whose kind says which; the message names "
      "the key that is wrong.")),
    ("NK311", "warning", "character lost before",
     ("U+FFFD is what a program wrote for a character that it could not read, unless the text is "
      "of U+FFFD itself; pages print it, or 〓 in a font that has none.")),
    ("NK312", "warning", "picture that is not in the book",
     ("A book is built from its own folder alone. Words and address are printed in a frame; nkbook "
      "import --fetch gets pictures from the web.")),
    ("NK313", "warning", "picture taken for what it is",
     "Its name says another kind or another place than its file has; the file's content counts."),
    ("NK314", "warning", "words of a picture that say nothing",
     'A screenshot called "image" needs no caption; but who cannot see it needs better words.'),
    ("NK315", "warning", "part of a drawing that is left out",
     ("A drawing shows the same in every format, runs no programs and fetches nothing; the message "
      "names what it had besides.")),
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
    ("NK416", "error", "table cell missing", "A template or a stylesheet left it out or empty."),
    ("NK417", "error", "call missing", "A file has a call for each note, and it leads there."),
    ("NK418", "error", "link missing", "A template or a stylesheet left it out, or its address."),
    ("NK419", "error", "picture missing", "A template or a stylesheet left it out, or hides it."),
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
    ("NK608", "warning", "cache that cannot be used",
     "What was made before is kept in a folder of the user's, which nobody else may write to."),
    ("NK609", "error", "no cluster at the address",
     "A Dask scheduler must be running where --cluster says, and be reached from here."),
    ("NK610", "error", "cluster with other versions",
     "All machines must have the same nkbook, libraries and fonts, or pages would differ."),
    # Import
    ("NK701", "error", "nothing to import",
     "A source has at least one text that nkbook or Pandoc reads, and contents that name it."),
    ("NK702", "error", "place for an imported book that is taken",
     "An import writes into a new or empty folder, away from the source, which stays as it is."),
    ("NK703", "error", "file that Pandoc cannot read",
     "Pandoc reads Word, LibreOffice, EPUB, HTML, LaTeX, reStructuredText and Org files."),
    ("NK704", "error", "Pandoc missing",
     "Pandoc reads files that are not Markdown: pip install 'nkbook[import]', or your system's."),
    ("NK705", "error", "file too large once unpacked",
     "Word and EPUB files are archives; one that unpacks to far more than a book has is refused."),
    ("NK706", "error", "settings of another tool that cannot be read",
     "The contents and the title of the book are in them."),
)  # fmt: skip

CODES: Mapping[str, Code] = MappingProxyType(
    {code: Code(code, Severity(severity), title, why) for code, severity, title, why in _ROWS}
)
