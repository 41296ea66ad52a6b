"""What to do about a problem whose message has no remedy of its own, by code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TABLE = "mend the line by the rules of TOML (https://toml.io): one key, =, one value"
_AGAIN = "save it again from its program"
REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "NK104": _TABLE,
        "NK106": "write one of the values that the settings reference has for it",
        "NK111": "take the style again from https://www.zotero.org/styles, or name another one",
        "NK201": "write its name as the folder has it, or put the file there",
        "NK203": "write the key as the list of references has it, or take it away",
        "NK204": "mend the line: keys at equal indents, a blank after each colon, words in quotes",
        "NK210": "write what the book is to show in Markdown, or take it away",
        "NK211": "write a value of the kind that is named, or take the key away",
        "NK214": "mend the value: the guide on citations shows an entry of each type",
        "NK215": "see that it is a plain file that you may read, and no folder or link",
        "NK220": "leave one of the two, or give it another id",
        "NK226": "mend the value: the guide on the index and names shows entries of each kind",
        "NK230": "take the words away, or put them above the block as a paragraph",
        "NK234": "put the file into [spine] of book.toml, or link to its address on the web",
        "NK235": "give one of them another id: {#id}",
        "NK236": "delete the character there: nobody sees it",
        "NK240": "\\< prints the sign; code between ` ` needs none",
        "NK245": "write a tag such as zh-Hant, en or ja, and ltr or rtl for a direction",
        "NK249": "mend the entry: name, fields and braces in pairs, each field once",
        "NK262": "look for what is open in it: a fence, a table of HTML, a header",
        "NK302": "save it again from its program as PNG, JPEG, WebP or SVG",
        "NK305": "mend the template at that line by the rules of Jinja",
        "NK306": "name in fonts.toml the files that lie in fonts/",
        "NK310": "mend the value: the guide on figures shows one of each kind",
        "NK313": "give the file the ending of what it holds",
        "NK315": "save the drawing as plain SVG, with all that it shows in it, or leave it so",
        "NK404": "look for it in the chapter, the picture or the stylesheet that has such a value",
        "NK407": "install FreeType, HarfBuzz and Pango as nkbook doctor says",
        "NK408": "take away what is not in the book's folder, or put the file there",
        "NK501": "take away what is at that place in the chapter, and report it: nkbook should have"
        " told it before",
        "NK604": "close other programs, or give it more memory: [limits] in book.toml",
        "NK701": "name a folder or a file with text in it",
        "NK703": _AGAIN,
        "NK706": "mend the file by the rules of its language (YAML, TOML or JSON)",
        "NK707": "import a part of it: a folder of fewer or smaller files",
    }
)
