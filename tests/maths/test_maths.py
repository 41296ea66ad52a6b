"""TeX as books hold it: each formula is set by both tools, and what none can set is refused."""

from __future__ import annotations

import re
import unicodedata

import pytest
from lxml import etree

from nkbook.maths import (
    SVG,
    Drawing,
    Macro,
    RefusedError,
    bands,
    definitions,
    divided,
    drawing,
    from_settings,
    markup,
    pieces,
    plain,
)

# Width, height and depth in em: what another version of a tool changes is seen here.
GOLDEN = {
    r"x": (0.559, 0.489, 0.010),
    r"E = mc^2": (3.570, 0.842, 0.012),
    r"\frac{a}{b}": (0.795, 1.771, 0.652),
    r"x_i^2": (0.976, 1.129, 0.280),
    r"\sqrt{x^2+y^2}": (3.866, 1.265, 0.224),
    r"\sum_{i=1}^{n} x_i": (2.119, 2.663, 1.081),
    r"\int_0^1 f(x)\,\mathrm{d}x": (5.010, 2.752, 1.084),
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": (3.103, 2.400, 0.942),
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}": (2.387, 2.700, 1.092),
    r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}": (7.738, 2.400, 0.942),
    r"\hat{\boldsymbol{w}}^{*}": (1.270, 0.829, 0.009),
    r"\left( \frac{a}{b} \right)": (1.649, 1.771, 0.652),
    r"\lim_{n \to \infty} a_n": (3.106, 1.383, 0.677),
    r"\mathop{\arg\min}\limits_{x \in \mathbb{R}} f(x)": (5.270, 1.661, 0.925),
    r"\operatorname*{arg\,max}_{k} p_k": (4.557, 1.403, 0.915),
    r"\text{查準率} = \frac{TP}{TP+FP}": (7.842, 1.977, 0.680),
    r"P(A \mid B) = \frac{P(A \cap B)}{P(B)}": (8.668, 2.234, 0.858),
    r"\nabla \cdot \vec{E} = \frac{\rho}{\varepsilon_0}": (4.444, 1.998, 0.859),
    r"\overbrace{a + b}^{n} + \underbrace{c}_{m}": (4.432, 2.560, 0.929),
    r"\textcircled{3}": (0.855, 0.755, 0.049),
    r"\mathbf{0}": (0.589, 0.653, 0.011),
    r"\begin{array}{c|cc} & 0 & 1 \\ \hline 0 & a & b \end{array}": (4.608, 2.440, 0.962),
}
BOTH = (
    *GOLDEN,
    r"\begin{align} a &= b \tag{1} \label{eq:a} \end{align}",
    r"\begin{equation*} x = y \end{equation*}",
    r"\begin{split} a &= b \end{split}",
    r"\mathcal{L}, \mathscr{F}, \mathfrak{g}, \mathbb{E}",
    r"\text{若 $x_1 > 0$ 則}",
    r"{\rm s.t.}\ x \ge 0",
    r"\mbox{其他} \pmb{x} \mathds{1}",
    r"a \xrightarrow{f} b \implies c \iff d",
    r"\R \to \Z_{\ge 0}",
    "a \\\\ b",
    "x % 註\n+ y",
    r"\displaystyle \binom{n}{k} \bmod p",
    r"\overline{AB} \perp \widetilde{CD}, \angle ABC = 90^\circ",
    r"\left\{ x \,\middle|\, x > 0 \right\}",
)


@pytest.mark.parametrize("tex", GOLDEN)
def test_sizes_stay(tex: str) -> None:
    drawn = drawing(plain(tex).tex, display=True)
    assert (drawn.width, drawn.height, drawn.depth) == pytest.approx(GOLDEN[tex], abs=0.001)


@pytest.mark.parametrize("tex", BOTH)
@pytest.mark.parametrize("display", [True, False])
def test_both_tools_set_it(tex: str, display: bool) -> None:
    source = plain(tex)
    root = markup(source.tex, display=display)
    drawn = drawing(source.tex, display=display)
    assert "\\" not in "".join(map(str, root.itertext()))
    assert 0 < drawn.width < 20
    assert 0 < drawn.height < 5
    assert drawn.speech
    svg = etree.fromstring(drawn.svg)
    outlines = {f"#{path.get('id')}" for path in svg.iter(f"{SVG}path")}
    assert {use.get("href") for use in svg.iter(f"{SVG}use")} <= outlines
    assert not list(svg.iter(f"{SVG}title", f"{SVG}style", f"{SVG}metadata"))


@pytest.mark.parametrize("tex", BOTH)
def test_mathml_is_that_of_epub(tex: str) -> None:
    """MathML 3 has these attributes on ``mstyle``, one on tables too; no HTML is in its texts."""
    for element in markup(plain(tex).tex, display=True).iter(etree.Element):
        assert etree.QName(element).namespace == "http://www.w3.org/1998/Math/MathML"
        if etree.QName(element).localname not in ("mstyle", "math"):
            assert "scriptlevel" not in element.attrib
            assert (
                "displaystyle" not in element.attrib or etree.QName(element).localname == "mtable"
            )


def test_numbers_and_letters_are_in_both() -> None:
    tex = r"a_1 + 23 b = \frac{c}{45}"
    root = markup(tex, display=False)
    words = unicodedata.normalize("NFKC", "".join(map(str, root.itertext())))
    assert re.findall(r"\w+", words) == ["a1", "23b", "c45"]
    assert drawing(tex, display=False).text == "a_1 + 23b = c/45"


def test_chinese_is_text_in_the_order_of_the_formula() -> None:
    svg = etree.fromstring(drawing(r"\sum_{甲}^{乙甲} \square 丙", display=True).svg)
    # Of a sum the upper limit is drawn first; the box is the author's own.
    assert [text.text for text in svg.iter(f"{SVG}text")] == ["乙", "甲", "甲", "丙"]
    assert len(list(svg.iter(f"{SVG}use"))) == 2


def test_nu_is_not_read_into_a_line_feed() -> None:
    assert drawing(plain("a\nu_1").tex, display=False).text == "au_1"


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\unknown{x}", "unsupported command: \\unknown"),
        (r"x^{2", "without a matching"),
        (r"\left( x", "left"),
        (r"x^2^3", "double superscript"),
        (r"\kern99999em x", "more than any page"),
    ],
)
def test_what_cannot_be_set_is_refused(tex: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(reason)):
        drawing(plain(tex).tex, display=False)


@pytest.mark.parametrize(
    "tex",
    [
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}[1]{\a{#1#1}}\a{x}",
        "{" * 5000 + "}" * 5000,
        "x" * 30_000,
        r"\newcommand{\a}[1]{#1#1#1#1}" + r"\a{" * 20 + "x" + "}" * 20,
        r"\newcommand{\a}[1]{#2}\a{x}",
        r"\newcommand{\a}[2]{#1}\a{x}",
    ],
)
def test_hostile_commands_are_refused(tex: str) -> None:
    with pytest.raises(RefusedError):
        plain(tex)


@pytest.mark.parametrize(
    "tex",
    [r"\sqrt" * 3000, r"\left(" * 3000, r"\begin{array}{c}" * 400, "x^" * 9000, r"\frac" * 3000],
)
def test_hostile_formulas_are_refused(tex: str) -> None:
    with pytest.raises(RefusedError):
        drawing(plain(tex).tex, display=True)


def test_commands_of_authors() -> None:
    macros, rest = definitions(
        r"\newcommand{\RR}{\mathbb{R}} \def\v#1{\mathbf{#1}}"
        r"\renewcommand\f[2][x]{#1/#2}\DeclareMathOperator*{\am}{arg\,max} \RR"
    )
    assert rest.split() == [r"\RR"]
    assert macros["f"] == Macro("#1/#2", 2, "x")
    assert plain(r"\RR\v a \v{bc} \f{y} \f[z]{y}", macros).tex == (
        r"\mathbb{R}\mathbf{a} \mathbf{bc} x/y z/y"
    )
    assert plain(r"\am_x", macros).tex == r"\operatorname*{arg\,max}_x"
    assert plain(r"\newcommand{\h}{\alpha}\h b").tex == r"\alpha b"


def test_a_command_that_ends_in_one_is_not_joined_to_a_letter() -> None:
    assert plain(r"\h b\h{}b", {"h": Macro(r"\alpha")}).tex == r"\alpha b\alpha{}b"


def test_commands_of_the_settings() -> None:
    macros = from_settings({"RR": r"\mathbb{R}", "\\norm": r"\lVert #1 \rVert"})
    assert plain(r"\norm{x} \in \RR", macros).tex == r"\lVert x \rVert \in \mathbb{R}"


def test_labels_and_tags_are_taken_out() -> None:
    source = plain(
        "\\begin{align}\na &= b \\label{eq:a} \\\\\nc &= d \\tag{$*$} \\\\\n\\end{align}"
    )
    assert source.tex == r"\begin{aligned}a &= b \\ c &= d\end{aligned}"
    assert source.labels == ("eq:a",)
    assert source.tags == (r"\text{$*$}",)


@pytest.mark.parametrize(
    ("tex", "count"),
    [
        (r"a = b + c = d", 3),
        (r"\sum_{i=1}^n x_i \le \frac{a=b}{c}", 2),
        (r"f(x = 1)", 1),
        (r"\left( a = b \right)", 1),
        (r"\begin{cases} a = b \end{cases}", 1),
        (r"= b", 1),
        (r"a \leq", 1),
    ],
)
def test_a_line_may_end_after_a_relation(tex: str, count: int) -> None:
    parts = pieces(tex)
    assert len(parts) == count
    assert "".join(parts) == tex
    for part in parts:
        drawing(f"{part}{{}}", display=False)


def test_a_very_long_formula_may_be_cut_after_other_signs() -> None:
    tex = r"-a + b - (c + d) \cdot e, \{f\}^{g + h}"
    assert pieces(tex, operators=True) == (
        "-a +",
        " b -",
        r" (c + d) \cdot",
        " e,",
        r" \{f\}^{g + h}",
    )


def test_a_formula_wider_than_a_line_is_cut_in_its_brackets_too() -> None:
    tex = r"\{(a,b),(c;\left(d,e\right))\}"
    parts = pieces(tex, operators=True, inside=True)
    assert parts == (r"\{(a,", "b),", "(c;", r"\left(d,e\right))\}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\sum_{i=1\\j\ne{i}}^n x", r"\sum_{\substack{i=1\\j\ne{i}}}^n x"),
        (r"a\space b", r"a\  b"),
    ],
)
def test_what_other_programs_take(written: str, meant: str) -> None:
    assert plain(written).tex == meant
    drawing(meant, display=True)
    markup(meant, display=True)


@pytest.mark.parametrize(
    ("tex", "numbers"),
    [
        (r"\begin{align} a &= b \label{a} \\ c &= d \\ e &= f \end{align}", "a+ + +"),
        (r"\begin{align} a &= b \label{a} \\ c &= d \nonumber \\ e \notag \end{align}", "a+ - -"),
        (r"\begin{gather} a \label{a} \\ b \tag{$*$} \\ c \label{c} \\ \end{gather}", "a+ * c+"),
        (r"\begin{align*} a &= b \\ c &= d \label{c} \end{align*}", "- c+"),
        (r"\begin{align} a \\ b \tag{1} \end{align}", "- *"),
        (r"\begin{multline} a \label{a} \\ b \\ c \end{multline}", "- - a+"),
        (r"\begin{align} a &= b \\ c &= d \end{align}", ""),
        (r"\begin{align} a &= b \label{a} \end{align}", ""),
        (r"\begin{align} a \label{a} \\ \begin{cases} b \\ c \end{cases} \end{align}", "a+ +"),
        (r"\begin{equation} \begin{split} a \\ b \end{split} \label{a} \end{equation}", ""),
    ],
)
def test_the_lines_that_latex_numbers(tex: str, numbers: str) -> None:
    """One with a label by it, + if it counts, * if it has a tag, - if it has no number."""
    found = [
        "".join(line.labels) + ("+" if line.is_counted else "*" if line.tag else "-")
        for line in plain(tex).lines
    ]
    assert " ".join(found) == numbers


def test_lines_are_where_their_letters_are_drawn() -> None:
    tex = plain(
        r"\begin{align} x &= \frac{a}{b} \\[4pt] x &= 甲 \\ x &= \sum_i^n i \end{align}"
    ).tex
    found = bands(tex)
    whole = drawing(tex, display=True)
    assert [one.top for one in found[1:]] == [one.bottom for one in found[:-1]]
    assert found[0].top == 0
    assert found[-1].bottom == pytest.approx(whole.height)
    root = etree.fromstring(whole.svg)
    top = float(str(root.get("viewBox")).split()[1])
    first = next(root.iter(f"{SVG}use")).get("href")  # of x
    letters = [
        -top - float(str(use.get("y")))
        for use in root.iter(f"{SVG}use")
        if use.get("href") == first
    ]
    assert [one.baseline * 1000 for one in found] == pytest.approx(letters, abs=1)
    parts = divided(tex, found)
    marks = [part.svg.count(b"<use") + part.svg.count(b"<text") for part in parts]
    assert sum(marks) == whole.svg.count(b"<use") + whole.svg.count(b"<text")
    assert marks == [4, 3, 6]


@pytest.mark.parametrize(
    "lines",
    [
        r"a &= b \\ &= c \\ ",
        r"x &= \frac{a^{2m}_{j}}{b} \\ &= d^2_{\cdot j} - \frac{1}{2}d^2_{\cdot}",
        r"f &= \left\lfloor \frac{n}{2} \right\rfloor \\ &= \underbrace{1}_{3} \times 4",
        r"\left[\prod\limits_{i=1}^m 甲_i\right] \\ \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}",
    ],
)
def test_no_mark_of_a_divided_formula_is_lost(lines: str) -> None:
    tex = rf"\begin{{aligned}}{lines}\end{{aligned}}"
    whole = drawing(tex, display=True)
    parts = divided(tex, bands(tex))
    assert len(parts) == 2
    assert sum(map(_marks, parts)) == _marks(whole)
    for band, part in zip(bands(tex), parts, strict=True):
        alone = drawing(band.tex, display=True)
        assert _marks(part) == _marks(alone)
        assert 0 < part.depth < part.height


def _marks(drawn: Drawing) -> int:
    return len(list(etree.fromstring(drawn.svg).iter(f"{SVG}use", f"{SVG}rect", f"{SVG}text")))


def test_the_three_columns_of_eqnarray_have_the_white_of_a_relation() -> None:
    def width(tex: str) -> float:
        return drawing(tex, display=True).width

    old = plain(
        r"\begin{eqnarray} S & = & a + \begin{matrix} b & c \end{matrix} \\ & = & d \end{eqnarray}"
    )
    new = plain(r"\begin{aligned} S &= a + \begin{matrix} b & c \end{matrix} \\ &= d \end{aligned}")
    assert width(old.tex) == pytest.approx(width(new.tex), abs=0.01)
    cells = markup(old.tex, display=True).xpath("//*[local-name()='mtr'][1]/*")
    assert len(cells) == 2 + 2  # a line of eqnarray has two, that of the matrix has two
