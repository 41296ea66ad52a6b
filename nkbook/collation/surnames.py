"""Chinese family names that are not read as their characters usually are (單 is Shàn, not Dān)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Family names of two characters, in both scripts; 《百家姓》 and what is borne today.
DOUBLE = frozenset((
    "歐陽", "欧阳", "司馬", "司马", "上官", "諸葛", "诸葛", "司徒", "東方", "东方", "夏侯",
    "皇甫", "尉遲", "尉迟", "公孫", "公孙", "慕容", "令狐", "宇文", "長孫", "长孙", "鮮于",
    "鲜于", "司空", "軒轅", "轩辕", "澹台", "澹臺", "濮陽", "濮阳", "獨孤", "独孤", "南宮",
    "南宫", "拓跋", "呼延", "端木", "東郭", "东郭", "百里", "赫連", "赫连", "鍾離", "钟离",
    "申屠", "公羊", "万俟", "太史", "淳于", "單于", "单于", "西門", "西门", "第五",
))  # fmt: skip
# By the Simplified form: readings that family names have in present-day Mandarin.
_READINGS: Mapping[str, str] = MappingProxyType(
    {
        "单": "shàn", "曾": "zēng", "查": "zhā", "仇": "qiú", "解": "xiè", "任": "rén",
        "区": "ōu", "朴": "piáo", "盖": "gě", "华": "huà", "翟": "zhái", "长": "cháng",
        "召": "shào", "乐": "yuè", "员": "yùn", "黑": "hè", "缪": "miào", "逄": "páng",
        "覃": "qín", "种": "chóng", "折": "shé", "洗": "xiǎn", "冼": "xiǎn", "隗": "wěi",
        "郇": "xún", "燕": "yān", "葛": "gě", "纪": "jǐ", "应": "yīng", "柏": "bǎi",
        "阚": "kàn", "繁": "pó", "祭": "zhài", "那": "nā", "曲": "qū", "盛": "shèng",
        "哈": "hǎ", "牟": "móu", "卜": "bǔ", "肖": "xiāo",
        "令": "líng", "尉": "wèi", "都": "dū", "句": "gōu",
        "过": "guō", "郗": "xī", "佴": "nài", "瞿": "qú", "厍": "shè", "乜": "niè",
        "要": "yāo", "占": "zhān", "车": "chē", "晁": "cháo", "褚": "chǔ", "谌": "chén",
        "宿": "sù", "万": "wàn", "於": "yū", "宓": "mì", "殷": "yīn", "适": "kuò",
        "尉迟": "yù chí", "万俟": "mò qí", "长孙": "zhǎng sūn", "澹台": "tán tái",
        "单于": "chán yú", "令狐": "líng hú", "鲜于": "xiān yú", "诸葛": "zhū gě",
        "皇甫": "huáng fǔ", "夏侯": "xià hóu", "濮阳": "pú yáng", "公孙": "gōng sūn",
        "中行": "zhōng háng", "宗政": "zōng zhèng", "独孤": "dú gū", "呼延": "hū yán",
    }
)  # fmt: skip


# Rare ones, whose characters begin words more often than names (薄, 角): only where the parts of
# the name are known. The readings are CC-CEDICT's.
_RARE: Mapping[str, str] = MappingProxyType(
    {
        "傿": "yān", "冠": "guàn", "嫚": "màn", "尨": "máng", "干": "gān", "扁": "piān",
        "沓": "tà", "济": "jǐ", "澹": "tán", "炅": "guì", "甸": "diàn", "番": "pān",
        "累": "léi", "耏": "ér", "舍": "shè", "菑": "zī", "蔚": "yù", "薄": "bó",
        "裨": "pí", "观": "guàn", "角": "jué", "还": "huán", "鄚": "mò", "铫": "yáo",
        "镡": "tán", "霅": "zhá", "颇": "pō", "颉": "xié",
    }
)  # fmt: skip


def surname_reading(family: str, *, surely: bool = False) -> tuple[str, ...]:
    """Return the pinyin syllables of a family name in Simplified characters, or () as usual.

    ``surely`` says that it is one, and not the beginning of a text that may be a name.
    """
    found = _READINGS.get(family) or (_RARE.get(family, "") if surely else "")
    return tuple(found.split())
