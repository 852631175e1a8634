"""Write the word data of ``checks/slips.py`` from published data: sounds of characters, common words, slips in pairs.

Needs ``pypinyin`` and ``jieba``, which nothing else does; run it again only when the words of
``official_words.txt`` change.  Output: ``sounds.txt``, ``common_words.txt`` and ``wrong_pairs.txt`` beside that file.
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
_LEAST = {1: 300, 2: 10, 3: 20}  # how often a word has to stand in the counts of jieba, by its length
_MOST = 2  # how often a wrong form may come about by chance in the texts that jieba counted
_TWO_SOUNDS = frozenset("行重长都度调降还会数率少省传参差得种没发处当斗结强更教相系曾朝藏分干供和划角觉解给间将卷看空累弹兴应载占涨着中转")
_HAN = re.compile("[\u4e00-\u9fff]+")


def characters() -> list[str]:
    """The 3 755 common characters of GB 2312, level 1."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [code.decode("gb2312") for code in codes if not (code[0] == 0xD7 and code[1] > 0xF9)]


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
    """A line of characters that stand alone, then one for each first character of a word and the rests of its words."""
    tails: dict[str, list[list[str]]] = defaultdict(lambda: [[], []])
    for word, count in sorted(counts.items()):
        if is_common(word, count):
            tails[word[0]][len(word) - 2].append(word[1:])
    lines = (f"{head} {''.join(two)} {' '.join(three)}".rstrip() for head, (two, three) in sorted(tails.items()))
    alone = "".join(sorted(word for word, count in counts.items() if len(word) == 1 and count >= _LEAST[1]))
    return (
        f"# 常用词：一字词出现 {_LEAST[1]} 次以上、二字词 {_LEAST[2]} 次以上、三字词 {_LEAST[3]} 次以上的。"
        f"来源：jieba {version('jieba')} 的词典（MIT 许可）。由 scripts/make_spelling.py 生成。\n"
        "# 第一行是一字词；以下一行：首字、二字词的第二个字、三字词的后两个字。\n" + "\n".join((alone, *lines))
    )


def is_common(word: str, count: int) -> bool:
    """Whether a word of two or three characters is listed."""
    return len(word) in (2, 3) and count >= _LEAST[len(word)]


def wrong_pairs(official: frozenset[str], counts: Mapping[str, int]) -> str:
    """A line for each first character of wrong forms of official words of two: it, the second ones, the right ones.

    A right one is the character for which the form has another, or － where the form is the word turned round.  A form
    is left out where it is part of any word, or where words that nobody listed often enough bring it about.
    """
    inside = {word[at : at + 2] for word in (*counts, *slips.other_words()) for at in range(len(word) - 1)}
    ends: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    for word, count in counts.items():
        if not is_common(word, count):
            ends[word[-1]] += count
            begins[word[0]] += count
    total = sum(counts.values())
    forms: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for word in sorted(official):
        if len(word) != 2:
            continue
        wrong = {word[1] + word[0]: "－"}
        for character in characters():
            if character != word[0] and slips.confused(word[0], character):
                wrong[character + word[1]] = word[0]
            if character != word[1] and slips.confused(word[1], character):
                wrong[word[0] + character] = word[1]
        for form, right in wrong.items():
            if form not in inside and ends[form[0]] * begins[form[1]] <= _MOST * total:
                known = forms[form[0]].get(form[1], (-1, ""))
                forms[form[0]][form[1]] = max(known, (counts.get(word, 0), right))
    lines = (
        f"{first} {''.join(seconds)} {''.join(right for _, right in seconds.values())}"
        for first, seconds in sorted((first, dict(sorted(found.items()))) for first, found in forms.items())
    )
    return (
        f"# 二字词的误写。依据 official_words.txt 和 jieba {version('jieba')} 的词频（MIT 许可），由 scripts/make_spelling.py 生成。\n"
        "# 一行：误写的第一个字、第二个字、应为的字（－ 是两个字颠倒了）。\n" + "\n".join(lines)
    )


def main() -> None:
    """Write the files in the order in which they need each other."""
    words, counts = slips.official_words(), counted_words()
    (FOLDER / "sounds.txt").write_text(sounds(words) + "\n", encoding="utf-8")
    (FOLDER / "common_words.txt").write_text(common_words(counts) + "\n", encoding="utf-8")
    (FOLDER / "wrong_pairs.txt").write_text(wrong_pairs(words, counts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
