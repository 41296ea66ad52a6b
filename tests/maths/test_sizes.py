"""The sizes of drawn formulas, judged by another program: ziamath, which sets the same letters.

The two have nothing in common but TeX and the font STIX Two. What one of them misreads (a lost
script, a bracket of the wrong height, a baseline elsewhere) is far outside of what they differ by.
"""

from __future__ import annotations

import pytest

from nkbook.maths import drawing, plain

ziamath = pytest.importorskip("ziamath", reason="the judge of sizes is not installed")
pytestmark = pytest.mark.slow  # to load it takes as long as all of them

EM = 100  # units of the judge's drawing
FORMULAS = (
    r"x",
    r"E = mc^2",
    r"a + b - c \le d",
    r"a \times b \cdot c",
    r"x_i^2 + y_{i+1}",
    r"x^{2^n}",
    r"\alpha + \beta = \gamma",
    r"\frac{a}{b}",
    r"\frac{x + 1}{y^2 - 1}",
    r"\frac{1}{1 + \frac{1}{x}}",
    r"\sqrt{x^2 + y^2}",
    r"\sqrt{\frac{a}{b}}",
    r"\sum_{i=1}^{n} x_i",
    r"\prod_{k=1}^{n} k",
    r"\int_0^1 f(x) dx",
    r"\lim_{n \to \infty} a_n",
    r"P(A \mid B) = \frac{P(A \cap B)}{P(B)}",
    r"\nabla \cdot E = \frac{\rho}{\varepsilon_0}",
    r"\overbrace{a + b}^{n} + \underbrace{c}_{m}",
    r"\binom{n}{k} = \frac{n!}{k!(n - k)!}",
    r"\log_2 n \le \sin\theta",
    r"\mathbf{v} = (v_1, v_2, \ldots, v_n)",
)


@pytest.mark.parametrize("tex", FORMULAS)
def test_size_and_baseline_are_those_of_another_program(tex: str) -> None:
    ours = drawing(plain(tex).tex, display=True)
    theirs = ziamath.Latex(tex, size=EM)
    width, height = (length / EM for length in theirs.getsize())
    assert ours.width == pytest.approx(width, rel=0.15, abs=0.2)
    assert ours.height == pytest.approx(height, rel=0.25, abs=0.2)
    assert ours.depth == pytest.approx(-theirs.getyofst() / EM, rel=0.25, abs=0.2)


def test_the_judge_tells_what_is_lost() -> None:
    lost = ziamath.Latex(r"P(A \mid B) = P(A \cap B)", size=EM).getsize()[1] / EM
    whole = drawing(plain(r"P(A \mid B) = \frac{P(A \cap B)}{P(B)}").tex, display=True).height
    assert whole != pytest.approx(lost, rel=0.2, abs=0.1)
