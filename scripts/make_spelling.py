"""Write the word data of ``checks/slips.py`` from published data: sounds of characters, common words, slips in pairs.

Needs ``pypinyin`` and ``jieba``, which nothing else does; run it again only when the words of
``official_words.txt`` change.  Output: ``sounds.txt`` and ``common_words.txt`` beside that file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import jieba
import pypinyin

from reportgen.checks import slips

FOLDER = Path(slips.__file__).with_name("spelling")
_LEAST = {2: 10, 3: 20, 4: 20}  # how often a word has to stand in the counts of jieba, by its length
# Words that are counted, because they are so often written instead of the right ones.
_WRONG = frozenset(
    ("几本", "俱备", "塌实", "溶合", "签定", "授与", "审察", "图象", "影象", "响导", "部份", "成份", "帐户", "台帐")
)
# Of the words that are one character twice, those that a document may have: the others are typed twice.
_TWICE = frozenset(
    "一久事人个代件仅切刚区县双句处多天好家层屡岁常年往微恰户户时日月条村样次步每比深渐源满点牢片种稍等紧纷细统逐连重频默"
)
_TWO_SOUNDS = frozenset(
    "行重长都度调降还会数率少省传参差得种没发处当斗结强更教相系曾朝藏分干供和划角觉解给间将卷看空累弹兴应载占涨着中转"
)
_HAN = re.compile("[\u4e00-\u9fff]+")


def characters() -> list[str]:
    """The 6 763 characters of GB 2312."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [code.decode("gb2312") for code in codes if not (code[0] == 0xD7 and code[1] > 0xF9)]


CHARACTERS = frozenset(characters())


def sounds(official: frozenset[str]) -> str:
    """A line for each syllable, without tone: the syllable and its characters."""
    by_sound: dict[str, set[str]] = defaultdict(set)
    for character in {*characters(), *"".join(official)}:
        readings = pypinyin.pinyin(character, heteronym=True, style=pypinyin.NORMAL)[0]
        for sound in readings[: 2 if character in _TWO_SOUNDS else 1]:
            by_sound[sound.replace("ü", "v")].add(character)
    lines = (f"{sound} {''.join(sorted(found))}" for sound, found in sorted(by_sound.items()))
    source = f"pypinyin {version('pypinyin')}（MIT 许可）"
    return f"# 常用字的读音，不标声调。来源：{source}。由 scripts/make_spelling.py 生成。\n" + "\n".join(lines)


def counted_words() -> dict[str, int]:
    """The words of jieba's dictionary, and how often each stands in its texts."""
    with jieba.get_dict_file() as stream:
        fields = (line.decode("utf-8").split() for line in stream)
        return {word: int(count) for word, count, *_ in fields if _HAN.fullmatch(word)}


def common_words(counts: Mapping[str, int]) -> str:
    """A line for each character: how often it ends and begins what is not listed, then the rests of its words."""
    ends, begins = Counter[str](), Counter[str]()
    tails: dict[str, tuple[list[str], list[str]]] = {character: ([], []) for character in CHARACTERS}
    for word, count in sorted(counts.items()):
        if (
            count < _LEAST.get(len(word), count + 1)
            or word in _WRONG
            or (word == word[0] * 2 and word[0] not in _TWICE)
        ):
            ends[word[-1]] += count
            begins[word[0]] += count
        else:
            tails.setdefault(word[0], ([], []))[len(word) > 2].append(word[1:])
    total = sum(counts.values())
    lines = (
        " ".join((head, _share(ends[head], total), _share(begins[head], total), "".join(two) or "-", *longer))
        for head, (two, longer) in sorted(tails.items())
    )
    return (
        f"# 常用词：二字词出现 {_LEAST[2]} 次以上、三字词和四字词 {_LEAST[3]} 次以上的。"
        f"来源：jieba {version('jieba')} 的词典（MIT 许可）。由 scripts/make_spelling.py 生成。\n"
        "# 一行：首字，它在表外的词里作末字、作首字的次数（每百万词），二字词的第二个字，更长的词的后几个字。\n"
        + "\n".join(lines)
    )


def _share(count: int, total: int) -> str:
    """A count, in a million words."""
    return str(round(count * 1_000_000 / total))


def main() -> None:
    """Write the files in the order in which they need each other."""
    words, counts = slips.official_words(), counted_words()
    (FOLDER / "sounds.txt").write_text(sounds(words) + "\n", encoding="utf-8")
    (FOLDER / "common_words.txt").write_text(common_words(counts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
