"""Rows of the table of codes: NK1xx settings, NK2xx the manuscript."""

from __future__ import annotations

TEXT_ROWS = (
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
    ("NK120", "error", "more time than the limits allow",
     ("Each task, such as a chapter's layout, has an hour of processor time, or what task-seconds "
      "under [limits] says, and so has all that is done besides, such as reading the book. What "
      "takes more seldom ends.")),
    ("NK121", "error", "more memory than the limits allow",
     ("Each task may take 8 GB, or what task-memory under [limits] says, so that it takes no other "
      "program's.")),
    ("NK122", "error", "table beyond the limits",
     ("A table is laid out as a whole before its first page; one of more than 50,000 cells, or "
      "table-cells under [limits], takes hours.")),
    ("NK123", "error", "longer than the limits allow",
     ("A build or check ends within six hours, a book of strangers within half an hour, or what "
      "build-seconds under [limits] says. Nobody waits for what takes longer.")),
    ("NK110", "warning", "styles, templates or fonts left aside",
     ("A book that is built with --untrusted gets nkbook's own styles, templates, fonts and colour "
      "profiles: those that it brings are programs of a kind.")),
    ("NK111", "error", "citation style in CSL that cannot be used",
     ("A style names how every source is printed; without it, or with half of it, citations would "
      "be false. The message says what is missing, with the line of the style's file.")),
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
    ("NK237", "warning", "unseen character that changes what is read",
     ("A direction that is forced, or that its paragraph does not end, turns the words around, and "
      "tags (U+E0000 to U+E007F) hide words in others; dir in braces gives words a direction.")),
    ("NK238", "warning", "address that is none",
     ("A link out of the book has an address that browsers can read (WHATWG URL), of a registered "
      "scheme, and none that runs programs or lives on one machine; of another only the words are "
      "printed.")),
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
    ("NK272", "warning", "lines that are meant as a list",
     ("Marks such as •, 1、 and （一） begin no item, so their lines are one paragraph, set "
      "one after another.")),
    ("NK273", "warning", "colour of words that is not printed",
     ("HTML and style= say a colour; a book's text has the colours of its stylesheets, which a "
      "class asks for.")),
    ("NK275", "note", "source that lacks what its kind has",
     ("An article has a journal, a chapter a book, a patent a number, and a title is no address: "
      "every style prints them, and readers look the work up by them.")),
    ("NK276", "note", "two sources that are one work",
     "Reference managers keep copies; cited both, a work is listed twice."),
    ("NK277", "warning", "sources that are nowhere in full",
     ("A style of authors and years, or of numbers, says in the text only where to look in the "
      "bibliography, which the spine does not name.")),
    ("NK274", "warning", "class that means nothing",
     ("Classes name what a block is, and the guide lists those that nkbook knows; others are for "
      "the book's own stylesheet, which does not name this one. The words are printed as others.")),
    ("NK278", "warning", "one person with two forms",
     ("A person's name and a part of it have rows of their own in names.yaml, and the rows spell "
      "the part in two ways: readers would take one person for two. A decision: in the part's row "
      "says that they are two.")),
    ("NK279", "error", "broken decisions on the conversion",
     ("Each row of data/conversion.yaml has edition, source, and print or right: what is printed "
      "instead, or what was found right. The report, conversion.html, writes such rows.")),
    ("NK280", "warning", "broken line in the ledger of anchors",
     ("anchors.tsv keeps the ids that the book was published with. nkbook writes it; a line that "
      "it could not have written says nothing, and links to what it was of may lead nowhere.")),
    ("NK281", "warning", "ledger of anchors not written",
     ("With [anchors] keep the build writes chapters/anchors.tsv. Without it the next release does "
      "not know the ids of this one, and links to paragraphs that it corrects will be dead.")),
)  # fmt: skip
