"""Lines of code: all of the text is in them, in order, and none ends in a divided word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nkbook.typesetting.code import CodeLines, tailor_code
from nkbook.typesetting.han import is_wide
from nkbook.typesetting.paragraph import Cast


def lines(text: str, columns: int) -> list[str]:
    """Return a line of code in lines of so many columns."""
    widths = [1.0 if is_wide(sign) else 0.5 for sign in text]
    nothing = [0.0] * len(text)
    code = CodeLines(Cast(text, widths, [1.0] * len(text), nothing, nothing, []))
    found, place = [], 0
    while place < len(text):
        line = code.line(place, columns / 2, justified=False)
        assert not any(code.set(line, columns / 2, fill=True).gaps)
        found.append(text[line.start : line.end])
        place = line.next
    return found


def test_lines_end_after_blanks_then_after_marks() -> None:
    assert lines("curl --show-error --no-same-owner", 20) == [
        "curl --show-error ",
        "--no-same-owner",
    ]
    assert lines("call(alpha,beta,gamma)", 16) == ["call(alpha,beta,", "gamma)"]
    assert lines("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert lines("甲乙丙丁戊", 6) == ["甲乙丙", "丁戊"]


def test_no_line_ends_with_the_hyphen_of_a_word() -> None:
    assert lines("aaaaaaaaa-bbbbbbbbb", 10) == ["aaaaaaaaa", "-bbbbbbbbb"]


@given(st.text("ab -_/(),甲。\u0301", min_size=1, max_size=60), st.integers(2, 30))
def test_nothing_is_lost_or_added(text: str, columns: int) -> None:
    found = lines(text, columns)
    assert "".join(found) == text
    for line in found:
        words = line.rstrip(" ")
        assert len(words) == 1 or sum(1 + is_wide(sign) for sign in words) <= columns


def test_long_code_in_a_line_may_break_after_its_marks() -> None:
    text = "甲/usr/share/some-name/file乙a/b"
    fixed = [0 < place < len(text) - 4 for place in range(len(text))]
    breaks = [False] * (len(text) + 1)
    tailor_code(text, fixed, breaks)
    after = {text[:place] for place, may in enumerate(breaks) if may}
    assert after == {"甲/usr/", "甲/usr/share/", "甲/usr/share/some-name/"}
