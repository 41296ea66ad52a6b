"""Templates that would never end or take all memory: each is a problem with a file and a line."""

from __future__ import annotations

import re
import resource
from pathlib import Path

import pytest

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.look.sandbox import budget
from nkbook.look.templating import Templates

LONG = '{% set b = "b" * 900000 %}'
NEW = "{% set n = namespace(a=(1,)) %}"
GROWN = NEW + "{% for i in range(40) %}{% set n.a = (n.a, n.a) %}{% endfor %}"
DEEP = NEW + "{% for i in range(9999) %}{% set n.a = (n.a,) %}{% endfor %}"
DOUBLED = '{% set n = namespace(a="甲") %}{% for i in range(60) %}{% set n.a = X %}{% endfor %}'
TOO_MUCH = (
    DOUBLED.replace("X", "n.a ~ n.a"),
    DOUBLED.replace("X", "n.a + n.a"),
    DOUBLED.replace("X", "[n.a, n.a]") + "{{ n.a }}",
    "{% set n = namespace(a=7) %}{% for i in range(60) %}{% set n.a = n.a * n.a %}{% endfor %}",
    DEEP + "{{ {n.a: 1} | length }}",
    DEEP + "{{ {}[n.a] }}",
    DEEP + "{{ n.a }}",
    DEEP + "{{ [n.a] | unique | list }}",
    DEEP + "{{ n.a == n.a }}",
    '{% for a in range(99999) %}{{ "甲" * 10000 }}{% endfor %}',
    LONG + "{% macro m() %}{% for a in range(99999) %}{{ b }}{% endfor %}{% endmacro %}{{ m() }}",
    LONG + "{% filter upper %}{% for a in range(99999) %}{{ b }}{% endfor %}{% endfilter %}",
    LONG + "{% set x %}{% for a in range(99999) %}{{ b }}{% endfor %}{% endset %}{{ x }}",
    LONG + '{{ "a".replace("", b) }}',
    LONG + '{{ "aaa" | replace("a", b) }}',
    LONG + '{{ ("b" * 900000) | replace("b", "<") | e }}',
    LONG + "{{ b.join(b) }}",
    LONG + "{{ range(9) | join(b) }}",
    LONG + '{{ [{"x": b}] * 9 | join(attribute="x") }}',
    LONG + '{{ ([{"x": b}] * 9) | join(attribute="x") }}',
    LONG + '{{ ("a\\n" * 400000) | indent(b) }}',
    LONG + '{{ ("{0}" * 90).format(b) }}',
    LONG + '{{ ("%s" * 90) % ((b,) * 90) }}',
    LONG + '{{ ("%s" * 90) | format(*[b] * 90) }}',
    '{{ "a" | indent(10 ** 10, true) }}',
    '{{ [1] | batch(10 ** 10, "x") | list }}',
    "{{ [1] | slice(10 ** 10) | list }}",
    '{{ range(9) | map("indent", 10 ** 9) | list }}',
    '{{ 1.5 | round(10 ** 9, "ceil") }}',
    "{{ [1] | tojson(indent=10 ** 10) }}",
    "{{ ([[1]] * 30000) | sum(start=[]) | length }}",
    '{{ "a" | wordwrap(1) }}',
    '{{ "a" | urlize }}',
    "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}",
    "{% for x in [1] recursive %}{{ loop([1, 1]) }}{% endfor %}",
    '{% extends "pages/one.html.j2" %}',
    '{% import "pages/one.html.j2" as x %}',
)  # fmt: skip
TWICE = "{% for a in range(99999) %}{% for c in range(99) %}X{% endfor %}{% endfor %}"
OFTEN = "{% for a in range(99999) %}X{% endfor %}"
ONES = "{% set b = [1] * 900000 %}"
NINE = "{% for x in range(9) recursive %}X{% endfor %}"
TOO_LONG = (  # seconds, until all steps are spent
    TWICE.replace("99)", "99999)").replace("X", ""),
    TWICE.replace("99)", "99999)").replace("X", "{{ loop.index }}"),
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    NINE.replace("X", "{% if loop.depth < 90 %}{{ loop(range(9)) }}{% endif %}"),
    '{% include "pages/i30.html.j2" %}',
    LONG + TWICE.replace("X", '{% if "乙" in b %}{% endif %}'),
    ONES + OFTEN.replace("X", "{% if 2 in b %}{% endif %}"),
    ONES + OFTEN.replace("X", "{% set c = b[1:] %}"),
    ONES + OFTEN.replace("X", "{% if b is iterable %}{% endif %}"),
    LONG + OFTEN.replace("X", "{% set c = b.split() %}"),
    LONG + OFTEN.replace("X", "{% set c = b | e %}"),
    GROWN + "{{ n.a == n.a }}",
    GROWN + "{{ {n.a: 1} | length }}",
    GROWN + '{{ "%s" % (n.a,) }}',
    GROWN + '{{ "{}".format(n.a) }}',
    GROWN + '{{ n.a ~ "" }}',
    GROWN + "{{ n.a | string }}",
    "{% set n = namespace(p=1) %}" + TWICE.replace("X", "{% set n.p = [n.p] %}"),
)
NESTED = (
    "{{ " + "(" * 2_000 + "1" + ")" * 2_000 + " }}",
    "{% if 1 %}" * 2_000 + "{% endif %}" * 2_000,
    "{% for a in [1] %}" * 60 + "{% endfor %}" * 60,
    "{{ " + "1+" * 4_000 + "1 }}",
    "{{ 1" + "|e" * 2_000 + " }}",
    "{{ " + "not " * 2_000 + "1 }}",
    "{{ " + "9" * 20_000 + " }}",
    "{# " * 2_000,
)


def problem_of(template: str, folder: Path) -> Diagnostic:
    pages = folder / "pages"
    pages.mkdir()
    (pages / "one.html.j2").write_text(f"<p>\n{template}</p>", encoding="utf-8")
    (pages / "i0.html.j2").write_text("<p/>")
    for number in range(30):
        text = f'{{% include "pages/i{number}.html.j2" %}}' * 2
        (pages / f"i{number + 1}.html.j2").write_text(text)
    with pytest.raises(ConfigError) as raised:
        Templates((folder,)).render("pages/one.html.j2")
    (problem,) = raised.value.diagnostics
    return problem


@pytest.mark.parametrize("template", TOO_MUCH)
def test_a_template_that_makes_too_much_is_refused_at_its_line(
    template: str, tmp_path: Path
) -> None:
    problem = problem_of(template, tmp_path)
    assert problem.code == "NK305"
    assert problem.location is not None
    assert problem.location.path.endswith("one.html.j2")
    assert problem.location.line in (1, 2)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 3_000_000  # kB


@pytest.mark.slow
@pytest.mark.parametrize("template", TOO_LONG)
def test_a_template_that_takes_too_long_is_refused_at_its_line(
    template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is the same for fewer steps; one template has as many as any book's."""
    if template != TOO_LONG[0]:
        monkeypatch.setattr(budget, "STEPS", budget.STEPS // 10)
    problem = problem_of(template, tmp_path)
    assert problem.code == "NK305"
    assert re.search("steps|text|[Rr]ange", problem.message)
    assert problem.location is not None
    assert problem.location.line in (1, 2)


@pytest.mark.parametrize("template", NESTED)
def test_a_template_that_is_nested_too_deeply_is_refused(template: str, tmp_path: Path) -> None:
    problem = problem_of(template, tmp_path)
    assert problem.code == "NK305"
    assert problem.location is not None
    assert problem.location.path.endswith("one.html.j2")
    assert problem.location.line
