"""What Pandoc writes is cut into chapters without divisions that are open at the cuts."""

from __future__ import annotations

from nkbook.importing.pandoc.sections import opened


def test_divisions_with_headings_go_and_others_stay() -> None:
    text = (
        "[]{#file}\n\n:::: {#one .section}\n# 甲\n\n::: {.verse}\n行\n:::\n::::\n\n"
        "```\n::: {.code}\n# 照錄\n```\n"
    )
    assert opened(text) == (
        "\n# []{#file}[]{#one}甲\n\n::: {.verse}\n行\n:::\n\n```\n::: {.code}\n# 照錄\n```\n"
    )


def test_a_division_in_a_definition_stays_whole() -> None:
    text = "詞\n\n:   ::: {.a}\n    ## 題\n    :::\n\n::: {.b}\n字\n:::\n"
    assert opened(text) == text


def test_a_name_before_a_paragraph_stays_there() -> None:
    assert opened("[]{#a}\n\n字\n") == "\n[]{#a}\n\n字\n"
