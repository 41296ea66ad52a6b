"""A small book of each tool becomes one of nkbook's, which check passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import PICTURE, Book, imported, write

Here = Callable[..., Run]


def test_mdbook(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "book.toml": """
            [book]
            title = "港口史"
            authors = ["陳大文", "李小明"]
            language = "en"
        """,
        "src/SUMMARY.md": """
            # Summary

            [序](preface.md)

            # 上編

            - [碼頭](pier/README.md)
              - [倉庫](pier/store.md)
            - [未寫]()

            # 下編

            - [燈塔](light.md)

            [後記](after.md)
        """,
        "src/preface.md": "# 序\n\n這本書說港口。\n",
        "src/pier/README.md": """
            # 碼頭

            見[倉庫](store.md)、[其中一節](store.md#貨物)與[燈塔](../light.md)。

            ```rust,ignore
            # use std::fmt;
            {{#include ../../code/a.rs:2:3}}
            {{#include ../../code/a.rs:part}}
            ```
        """,
        "src/pier/store.md": "# 倉庫\n\n存貨。[^1]\n\n#### 貨物\n\n糖與茶。\n\n[^1]: 註。\n",
        "src/light.md": "# 燈塔\n\n光。[^1]\n\n[^1]: 註。\n",
        "src/after.md": "# 後記\n\n謝謝。\n",
        "code/a.rs": "一\n二\n三\n// ANCHOR: part\n四\n// ANCHOR_END: part\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "港口史"
    assert book.settings["book"]["language"].startswith("zh-Hant")  # en is mdBook's default
    assert [one["name"] for one in book.settings["book"]["creators"]] == ["陳大文", "李小明"]
    assert book.settings["spine"]["front"][-1] == "01-preface.md"
    assert book.settings["spine"]["back"] == ["04-after.md"]
    assert book.body == [
        {"part": "上編", "id": "part-1", "chapters": ["02-pier.md"]},
        {"part": "下編", "id": "part-2", "chapters": ["03-light.md"]},
    ]
    pier = book.chapter(2)
    assert "title: 碼頭" in pier
    assert "## 倉庫 {#sec-store}" in pier
    assert "### 貨物 {#sec-貨物}" in pier
    assert "見[倉庫](#sec-store)、[其中一節](#sec-貨物)與[燈塔](#03-light)。" in pier
    assert "```rust\n二\n三\n四\n```" in pier
    assert "use std::fmt" not in pier
    assert "numbered: false" in book.chapter(1)


def test_gitbook(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "book.json": '{"title": "港口", "author": "某人", "variables": {"year": "一九〇五"}}',
        "SUMMARY.md": "# 目錄\n\n* [前言](README.md)\n* [燈塔](<燈 塔.md>)\n",
        "README.md": "# 前言\n\n建於{{ book.year }}年。\n",
        "燈 塔.md": """
            # 燈塔

            {% hint style="warning" %}
            塔頂風大。
            {% endhint %}

            {% tabs %}
            {% tab title="日間" %}
            看旗。
            {% endtab %}
            {% tab title="夜間" %}
            ```
            {% 照錄 %}
            ```
            {% endtab %}
            {% endtabs %}

            {% embed url="https://example.org/film" %}
        """,
    })  # fmt: skip
    assert "建於一九〇五年。" in book.chapter(1)
    light = book.chapter(2)
    assert "> [!WARNING]\n> 塔頂風大。" in light
    assert "**日間**\n\n看旗。" in light
    assert "{% 照錄 %}" in light
    assert "<https://example.org/film>" in light


def test_mkdocs(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "mkdocs.yml": """
            site_name: 港口
            site_author: 某人
            theme: {name: material, language: zh-TW}
            plugins: [!ENV [PLUGIN, search]]
            markdown_extensions:
              - pymdownx.emoji:
                  emoji_index: !!python/name:material.extensions.emoji.twemoji
            nav:
              - 第一章 碼頭:
                - pier/index.md
                - 倉庫: pier/store.md
              - 資料:
                - data.md
        """,
        "docs/pier/index.md": """
            # 碼頭

            !!! warning "小心"
                地滑。

                ```text
                照錄
                ```

            ??? note
                可摺疊。

            === "甲"
                甲的字。

            === "乙"
                乙的字。

            按 ++ctrl+s++ ，見 :material-lighthouse: 與 ==要點== 。

            --8<-- "docs/part.txt"
        """,
        "docs/pier/store.md": "# 倉庫\n\n見[圖](../data.md#map)。\n",
        "docs/data.md": '# 資料\n\n## 地圖 {#map}\n\n![](../pics/a.svg){alt="海港"}\n',
        "docs/part.txt": "另一個檔案的字。\n",
        "pics/a.svg": PICTURE,
    })  # fmt: skip
    assert book.settings["book"]["language"] == "zh-Hant-TW"
    assert book.body[0] == "01-pier.md"
    assert book.body[1]["part"] == "資料"
    pier = book.chapter(1)
    assert "::: {.box .warning}\n\n**小心**\n\n地滑。\n\n```text\n照錄\n```\n\n:::" in pier
    assert "> [!NOTE]\n> 可摺疊。" in pier
    assert "**甲**\n\n甲的字。" in pier
    assert "`Ctrl` + `S`" in pier
    assert "[要點]{.mark}" in pier
    assert "另一個檔案的字。" in pier
    assert "見[圖](#map)。" in pier
    assert '![](images/pics/a.svg){alt="海港"}' in book.chapter(2)
    assert (book.folder / "chapters/images/pics/a.svg").read_text() == PICTURE


def test_quarto(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_quarto.yml": """
            project: {type: book}
            lang: zh-HK
            book:
              title: 港口
              author:
                - name: {given: 大文, family: 陳}
              date: 2025-03-04
              chapters:
                - index.qmd
                - part: 上編
                  chapters: [pier.qmd]
              appendices: [a.qmd]
        """,
        "index.qmd": "# 前言 {.unnumbered}\n\n見 @sec-pier 。\n",
        "pier.qmd": """
            ---
            title: 碼頭
            ---

            ## 貨物 {#sec-pier}

            ::: {.callout-tip}
            ## 提示
            看潮水。
            :::

            ::: {.panel-tabset}
            ## 日
            旗。
            ## 夜
            燈。
            :::

            {{< include _more.qmd >}}

            ```{r}
            #| echo: true
            plot(1)
            ```
        """,
        "_more.qmd": "別處的字。\n",
        "a.qmd": "# 附錄\n\n表。\n",
    })  # fmt: skip
    settings = book.settings
    assert (settings["book"]["language"], str(settings["release"]["date"])) == (
        "zh-Hant-HK", "2025-03-04",
    )  # fmt: skip
    assert settings["book"]["creators"] == [{"name": "大文 陳"}]
    assert settings["spine"]["back"] == ["03-a.md"]
    assert "title: 前言\nnumbered: false" in book.chapter(1)
    assert "見 [](#sec-pier) 。" in book.chapter(1)
    pier = book.chapter(2)
    assert "::: {.box .tip}\n\n**提示**\n\n看潮水。\n\n:::" in pier
    assert "**日**" in pier
    assert "別處的字。" in pier
    assert "```r\nplot(1)\n```" in pier
    assert "code that runs" in book.report
    assert "pier.qmd:21" in book.report


def test_bookdown(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_bookdown.yml": "book_filename: harbour\n",
        "index.Rmd": """
            ---
            title: 港口
            author: [陳大文, 李小明]
            site: bookdown::bookdown_site
            ---

            # 前言 {-}

            如圖\\@ref(fig:light)所示。
        """,
        "01-pier.Rmd": """
            # (PART) 上編 {-}

            # 碼頭

            (ref:cap) 燈塔與*海*

            ```{r light, fig.cap='(ref:cap)', fig.alt='塔', echo=FALSE, out.width='50%'}
            knitr::include_graphics("a.svg")
            ```

            # 倉庫

            ```{r, eval=FALSE}
            x <- 1
            ```

            # (APPENDIX) 附錄 {-}

            # 年表

            一九〇五年。
        """,
        "a.svg": PICTURE,
    })  # fmt: skip
    assert book.settings["spine"]["back"] == ["04-年表.md"]
    assert book.body[0] == "01-前言.md"
    assert book.body[1]["part"] == "上編"
    assert book.body[1]["chapters"] == ["02-碼頭.md", "03-倉庫.md"]
    assert "numbered: false" in book.chapter(1)
    assert "如圖[](#fig-light)所示。" in book.chapter(1)
    assert '![燈塔與*海*](images/a.svg){#fig-light width=50% alt="塔"}' in book.chapter(2)
    assert "(ref:cap)" not in book.chapter(2)
    assert "```r\nx <- 1\n```" in book.chapter(3)


def test_hugo(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "hugo.toml": """
            title = "港口"
            defaultContentLanguage = "zh-tw"
            [params]
            author = "某人"
        """,
        "content/_index.md": "+++\ntitle = '首頁'\n+++\n",
        "content/b/_index.md": "---\ntitle: 上編\nweight: 1\n---\n",
        "content/b/two.md": """
            ---
            title: 二
            weight: 2
            ---

            見[一]({{< relref "one" >}})。
        """,
        "content/b/one.md": """
            ---
            title: 一
            weight: 1
            tags: [海]
            ---

            {{% notice warning "小心" %}}
            地滑。
            {{% /notice %}}

            {{< highlight go >}}
            a {{/* 照錄 */}}
            {{< /highlight >}}

            {{< figure src="/a.svg" caption="港" alt="海港" >}}
        """,
        "content/a.md": "---\ntitle: 稿\ndraft: true\n---\n\n未成。\n",
        "static/a.svg": PICTURE,
    })  # fmt: skip
    assert book.settings["book"]["language"] == "zh-Hant-TW"
    assert book.body == ["01-one.md", "02-two.md"]
    one = book.chapter(1)
    assert "::: {.box .warning}\n\n**小心**\n\n地滑。\n\n:::" in one
    assert "```go\na {{/* 照錄 */}}\n```" in one
    assert '![港](images/static/a.svg){alt="海港"}' in one
    assert "見[一](#01-one)。" in book.chapter(2)
    assert "tags" in book.report


def test_a_language_of_a_site_of_hugo_has_the_pictures_of_the_site(
    tmp_path: Path, run_here: Here
) -> None:
    site = write(tmp_path / "site", {
        "hugo.toml": 'title = "Docs"\n',
        "content/zh/_index.md": "---\ntitle: Harbour Book 港口\n---\n",
        "content/zh/one.md": "---\ntitle: 一\n---\n\n![港](/img/a.svg)\n\n![外](/../../b.svg)\n",
        "static/img/a.svg": PICTURE,
        "b.svg": PICTURE,
    })  # fmt: skip
    run = run_here("import", site / "content/zh", tmp_path / "book")
    assert run.code == 0, run.err
    book = Book(tmp_path / "book", run)
    assert "![港](images/a.svg)" in book.chapter(1)
    assert "b.svg" not in {path.name for path in book.folder.rglob("*.svg")}
    assert book.settings["book"]["slug"] == "harbour-book"


def test_jekyll(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_config.yml": "title: 港口\nauthor: 某人\nlang: zh-TW\n",
        "_posts/2020-02-01-two.md": """
            ---
            title: 二
            ---
            見[一]({% post_url 2020-01-01-one %})。
        """,
        "_posts/2020-01-01-one.md": """
            ---
            title: 一
            layout: post
            ---
            {{ site.title }}的字。
            {: .lead}

            {% highlight ruby %}
            puts "{{ 照錄 }}"
            {% endhighlight %}

            {% raw %}{{ 也照錄 }}{% endraw %}
        """,
    })  # fmt: skip
    assert book.body == ["01-2020-01-01-one.md", "02-2020-02-01-two.md"]
    one = book.chapter(1)
    assert "港口的字。\n" in one
    assert '```ruby\nputs "{{ 照錄 }}"\n```' in one
    assert "{{ 也照錄 }}" in one
    assert "lead" not in one
    assert "見[一](#01-2020-01-01-one)。" in book.chapter(2)


def test_docsify(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "docs/index.html": "<script>window.$docsify = { name: '港口', loadSidebar: true }</script>",
        "docs/_sidebar.md": "- 上編\n  - [碼頭](/pier)\n  - [燈塔](light.md)\n",
        "docs/README.md": "# 港口\n\n前言。\n",
        "docs/pier.md": """
            # 碼頭

            !> 地滑。

            ?> 看潮水。

            [片段](part.py ':include :type=code')
        """,
        "docs/light.md": "# 燈塔\n\n見[碼頭](/pier?id=碼頭)。\n",
        "docs/part.py": "x = 1\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "港口"
    assert book.body == ["01-docs.md", "02-pier.md", "03-light.md"]
    assert "> [!WARNING]\n> 地滑。\n\n> [!TIP]\n> 看潮水。" in book.chapter(2)
    assert "```py\nx = 1\n```" in book.chapter(2)
    assert "見[碼頭](#02-pier)。" in book.chapter(3)


def test_vitepress(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "docs/.vitepress/config.ts": """
            import { defineConfig } from 'vitepress'
            export default defineConfig({
              title: '港口', lang: 'zh-TW',
              themeConfig: {
                nav: [{ text: '首頁', link: '/' }],
                sidebar: { '/': [ // 目錄
                  { text: '上編', items: [
                    { text: '碼頭', link: '/pier' }, { text: '燈塔', link: '/light' },
                  ] },
                ] },
              },
            })
        """,
        "docs/pier.md": """
            # 碼頭 {#the-pier}

            ::: tip 提示
            看潮水。
            :::

            <Badge text="新" />
        """,
        "docs/light.md": "# 燈塔\n\n::: details\n見[碼頭](./pier.md#the-pier)。\n:::\n",
    })  # fmt: skip
    assert book.body == ["01-pier.md", "02-light.md"]
    assert "::: {.box .tip}\n\n**提示**\n\n看潮水。\n\n:::" in book.chapter(1)
    assert "（新）" in book.chapter(1)
    assert "見[碼頭](#01-pier)。" in book.chapter(2)


def test_docusaurus(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "docusaurus.config.js": "module.exports = { title: '港口' };\n",
        "sidebars.js": """
            module.exports = {
              docs: [{ type: 'category', label: '上編', items: ['intro', 'b'] }],
            };
        """,
        "docs/01-intro.mdx": """
            ---
            title: 引言
            ---
            import Tabs from '@theme/Tabs';

            :::tip[提示]
            看潮水。
            :::

            <Tabs><TabItem value="a" label="甲">甲的字。</TabItem></Tabs>
        """,
        "docs/b.md": "# 乙\n\n見[引言](./01-intro.mdx)。\n",
    })  # fmt: skip
    one = book.chapter(1)
    assert "title: 引言" in one
    assert "**提示**\n\n看潮水。" in one
    assert "import" not in one
    assert "**甲**\n甲的字。" in one
    assert "見[引言](#01-01-intro)。" in book.chapter(2)


def test_obsidian(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "第二章 燈塔.md": """
            # 燈塔

            ![[圖.svg|120]]{alt="塔"} %%暫%%

            > [!tip]- 提示
            > 看潮水。
        """,
        "第一章 碼頭.md": "# 碼頭\n\n見[[第二章 燈塔|燈塔]]、[[沒有的筆記]]。\n\n![[附錄#乙]]\n",
        "附錄.md": "# 片段\n\n## 甲\n\n甲的字。\n\n## 乙\n\n乙的字。\n",
        "圖.svg": PICTURE,
    }, "--from", "obsidian")  # fmt: skip
    one, two = book.chapter(1), book.chapter(2)
    assert "見[燈塔](#02-第二章-燈塔)、沒有的筆記。" in one
    assert "乙的字。" in one
    assert "甲的字。" not in one
    assert "![](images/圖.svg){width=120px}" in two
    assert "暫" not in two
    assert "::: {.box .tip}\n\n**提示**\n\n看潮水。" in two


def test_pandoc_defaults(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "defaults.yaml": "input-files: [b.md, a.md]\nmetadata-file: metadata.yaml\n",
        "metadata.yaml": """
            ---
            title: 港口
            subtitle: 小史
            author: 陳大文、李小明
            lang: zh-HK
            ---
        """,
        "a.md": "# 甲\n\n字。\n",
        "b.md": "# 乙\n\n字。\n",
    })  # fmt: skip
    assert book.settings["book"]["subtitle"] == "小史"
    assert len(book.settings["book"]["creators"]) == 2
    assert book.body == ["01-b.md", "02-a.md"]


def test_plain_folder_in_the_order_of_readers(tmp_path: Path, run_here: Here) -> None:
    names = ["第十章", "第二章", "第一章", "前言", "後記", "README"]
    book = imported(run_here, tmp_path, {f"{name}.md": f"# {name}題\n\n字。\n" for name in names})
    order = [one.removesuffix(".md").partition("-")[2] for one in book.body]
    assert order == ["readme", "前言", "第一章", "第二章", "第十章", "後記"]
    assert "does not say the book's title" in book.run.out


def test_folders_are_parts(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "10-下編/1.md": "# 丙\n\n字。\n",
        "2-上編/2.md": "# 乙\n\n見[丙](../10-下編/1.md)。\n",
        "2-上編/1.md": "# 甲\n\n字。\n",
    })  # fmt: skip
    assert [part["part"] for part in book.body] == ["上編", "下編"]
    assert book.body[0]["chapters"] == ["01-1.md", "02-2.md"]
    assert "見[丙](#03-1)。" in book.chapter(2)


def test_a_folder_for_each_chapter_is_no_part(tmp_path: Path, run_here: Here) -> None:
    files = {"1-pier/a.md": "# 碼頭\n\n字。\n", "2-light/a.md": "# 燈塔\n\n字。\n"}
    assert imported(run_here, tmp_path, files).body == ["01-a.md", "02-a.md"]


def test_what_sites_add_to_markdown_is_read_in_every_folder(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "SUMMARY.md": "- [甲](1.md)\n- [乙](2.md)\n",
        "1.md": """
            # 甲

            > [!TIP] 提示
            > 看潮水。

            {{< table title="船" >}}

            | 甲 | 乙 |
            | --- | --- |
            | 一 | 二 |

            {{< /table >}}

            {{< card title="卡" >}}字。{{< /card >}}
        """,
        "2.md": """
            # 乙

            ![港](a.svg)
            {width=300 height=200}

            ![甲](file:///C:/a.png)與![乙](C:/b.png)。
        """,
        "a.svg": PICTURE,
    })  # fmt: skip
    one, two = book.chapter(1), book.chapter(2)
    assert "::: {.box .tip}\n\n**提示**\n\n看潮水。\n\n:::" in one
    assert "| 一 | 二 |\n\n: 船\n" in one
    assert "**卡**\n\n字。" in one
    assert "![港](images/a.svg){width=300 height=200}" in two
    assert "[甲]{.missing-picture" in two
    assert "[乙]{.missing-picture" in two


def test_a_folder_of_chapters_is_no_part(tmp_path: Path, run_here: Here) -> None:
    files = {"README.md": "# 書\n\n字。\n", "chapters/1.md": "# 甲\n\n字。\n"}
    assert imported(run_here, tmp_path, files).body == ["01-readme.md", "02-1.md"]


def test_links_of_a_site_lead_into_the_one_folder_that_is_a_book(
    tmp_path: Path, run_here: Here
) -> None:
    book = imported(run_here, tmp_path, {
        "_index.md": "---\ntitle: 港口\n---\n\n字。\n",
        "pier.md": "# 碼頭\n\n見[燈塔](/source/light#光)。\n",
        "light.md": "# 燈塔\n\n## 光\n\n字。\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "港口"
    assert "見[燈塔](#sec-光)。" in "".join(map(book.chapter, (1, 2, 3)))


def test_names_are_used_once_in_the_book(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "1.md": "# 甲\n\n## 一 {#x}\n\n見[二](2.md#x)。\n",
        "2.md": "# 乙\n\n## 二 {#x}\n\n見[此](#x)。\n\n## 三 {#x}\n\n字。[^n]\n\n[^n]: 註。\n",
    })  # fmt: skip
    assert "## 一 {#x}\n\n見[二](#02-2-x)。" in book.chapter(1)
    assert "## 二 {#02-2-x}\n\n見[此](#02-2-x)。\n\n## 三 {#02-2-x-2}" in book.chapter(2)


def test_a_link_that_leads_nowhere_leaves_its_words(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "1.md": "# 甲\n\n[程式](a.py)、[授權][l]、[l]、[此](#無)。\n\n[l]: LICENSE\n",
        "a.py": "", "LICENSE": "",
    })  # fmt: skip
    assert book.chapter(1).endswith("\n\n程式、授權、l、此。\n")


def test_levels_of_headings_have_no_gaps(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "1.md": """
            題
            ===

            字。

            #### 甲

            ##乙

            字。

            # 丙

            ### 丁

            字。
        """,
    })  # fmt: skip
    lines = [line for line in book.chapter(1).splitlines() if line.startswith(("#", "title"))]
    assert lines == ["title: 題", "## 甲", "## 乙", "## 丙", "### 丁"]


def test_words_that_are_no_caption(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "1.md": "# 甲\n\n![image](a_b.svg)\n\n![a-b](a_b.svg){width=50%}\n",
        "a_b.svg": PICTURE,
    })  # fmt: skip
    assert '![](images/a_b.svg){alt="image"}' in book.chapter(1)
    assert '![](images/a_b.svg){alt="a-b" width=50%}' in book.chapter(1)


def test_settings_left_of_another_tool(tmp_path: Path, run_here: Here) -> None:
    """The contents of the first tool name no file that is there: the next one's are read."""
    book = imported(
        run_here,
        tmp_path,
        {
            "mkdocs.yml": "site_name: 渡口\nnav:\n  - 首頁: gone.md\n",
            "SUMMARY.md": "# Table of contents\n\n* [甲](a.md)\n* [乙](b.md)\n",
            "a.md": "# 甲\n\n港口。\n",
            "b.md": "# 乙\n\n燈塔。\n",
        },
    )
    assert "gitbook" in book.run.out
    assert book.body == ["01-a.md", "02-b.md"]


def test_the_report_gives_each_place_its_own_line(tmp_path: Path, run_here: Here) -> None:
    text = "# 題\n\n字{{< a >}}。\n\n{{< b >}}句{{< a >}}。\n\n{{< a >}}{{< a >}}章。\n"
    book = imported(run_here, tmp_path, {"content/a.md": text, "hugo.toml": 'title = "題"\n'})
    rows = [row.split(" ")[1] for row in book.report.splitlines() if "{{< a >}}" in row]
    assert [row.rpartition(":")[2] for row in rows if ".md" in row] == ["3", "5", "7", "7"]


def test_a_title_that_the_first_heading_repeats(tmp_path: Path, run_here: Here) -> None:
    files = {
        "SUMMARY.md": "# Summary\n\n* [前言](README.md)\n* [碼頭](a.md)\n",
        "README.md": "# 港口\n\n## 前言\n\n話。\n\n## 謝\n\n謝。\n",
        "a.md": "# 碼頭\n\n## 碼頭\n\n字。\n\n[上](#碼頭)\n",
    }
    book = imported(run_here, tmp_path, files)
    assert book.settings["book"]["title"] == "港口"
    assert book.chapter(1) == "---\ntitle: 前言\nnumbered: false\n---\n\n話。\n\n## 謝\n\n謝。\n"
    assert "---\n\n字。" in book.chapter(2)
    assert "a heading that repeats the title" in book.report


def test_posts_of_hexo(tmp_path: Path, run_here: Here) -> None:
    files = {
        "_config.yml": "title: 港記\nauthor: 陳大文\n",
        "source/_posts/a.md": "---\ntitle: 後\ndate: 2021-03-02 10:00:00\n---\n\n後事。\n",
        "source/_posts/b.md": "---\ntitle: 先\ndate: 2020-01-02\n---\n\n"
        '先事。\n\n{% asset_img x.svg 300 "一艘 船" %}\n',
        "source/_posts/b/x.svg": PICTURE,
    }
    book = imported(run_here, tmp_path, files)
    assert "title: 先\n" in book.chapter(1)
    assert "![一艘 船](images/source/_posts/b/x.svg)" in book.chapter(1)
    assert "title: 後\n" in book.chapter(2)
