"""The checks of offices against each other: each reports what it should, and nothing else."""

from __future__ import annotations

import pickle
import random
import tracemalloc
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from workbooks import edited

from reportgen.checks.limits import AcrossLimits, Limits, load_limits
from reportgen.diagnostics import CellRef
from reportgen.district import copies as module
from reportgen.district.elsewhere import Everywhere, mark
from reportgen.district.findings import findings_of
from reportgen.district.results import (
    Finding,
    Mention,
    OfficeNumber,
    OfficeResult,
    Passage,
    Quotation,
    mentions,
    passages,
    quotations,
    result_from_json,
    result_to_json,
)
from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Submission
from reportgen.resources import Resources
from reportgen.writing.wording import Wording

SHIPPED = load_limits(Resources((Path(__file__).parents[2] / "templates",))).value
assert SHIPPED is not None
LIMITS = replace(
    SHIPPED,
    across=AcrossLimits(
        similarity=Decimal(90), shortest=Decimal(40), times=Decimal(10), peers=Decimal(4), changes=("下降",)
    ),
)
OWN_WORDS = (
    "聚焦背街小巷、房前屋后等薄弱环节，常态化开展环境卫生整治，清运积存垃圾，补种行道树木，居民出行环境明显改善",
    "建立困难老人巡访制度，组织志愿者上门理发、送餐、代购药品，开设社区老年饭堂，让老人在家门口吃上热饭",
    "围绕安全生产开展拉网式排查，督促沿街商铺更换老化线路，组织消防演练，辖区内没有发生较大以上火灾",
    "推动工业园区提质，上门走访重点企业，协调解决用工、用地、用电等难题，新引进的项目陆续投产达效",
    "打造社区文化品牌，举办粤剧展演、书法比赛和亲子阅读活动，图书馆分馆全年开放，群众文化生活更加丰富",
)


NEARLY = OWN_WORDS[0].replace("补种行道树木", "补种行道绿植")


def similar(least: int) -> Limits:
    """The limits with another least similarity of paragraphs in %."""
    return replace(LIMITS, across=replace(LIMITS.across, similarity=Decimal(least)))


def ref(cell: str = "D2", sheet: str = "重点工作", file: str = "表.xlsx") -> CellRef:
    return CellRef(file=file, sheet=sheet, cell=cell)


def office(
    name: str,
    *words: str,
    city: str = "示例市",
    district: str = "示例区",
    quantities: Iterable[tuple[str, object, str]] = (),
    quotations_of_office: Iterable[tuple[str, str]] = (),
    mentions_of_office: Iterable[str] = (),
) -> OfficeResult:
    file = f"{city}{district}{name}.xlsx"
    return OfficeResult(
        city=city,
        district=district,
        full_name=f"{city}{district}人民政府{name}办事处",
        name=f"{name}办事处",
        short_name=name,
        score=None,
        before=None,
        quantities=tuple(
            OfficeNumber(name=n, value=Decimal(str(v)), unit=u, ref=ref(f"H{i}", "绩效指标"))
            for i, (n, v, u) in enumerate(quantities, 2)
        ),
        passages=tuple(Passage(opening=w[:10], words=w, ref=ref(f"D{i}", file=file)) for i, w in enumerate(words, 2)),
        quotations=tuple(Quotation(number=n, title=t, ref=ref(file=file)) for n, t in quotations_of_office),
        mentions=tuple(Mention(words=w, ref=ref()) for w in mentions_of_office),
    )


def codes_of(*results: OfficeResult, limits: Limits = LIMITS) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.problem.code, one.offices) for one in all_findings(results, limits)]


def all_findings(results: Sequence[OfficeResult], limits: Limits = LIMITS) -> list[Finding]:
    """The findings of each district; data between processes are pickled, as in a run."""
    ordered = sorted(results, key=lambda result: result.key)
    everywhere = Everywhere(lambda: ordered)
    findings: list[Finding] = []
    for where, offices in groupby(ordered, key=lambda result: result.key[:2]):
        elsewhere = pickle.loads(pickle.dumps(everywhere.beside(where)))  # noqa: S301 - our own
        inside = findings_of(list(offices), limits, elsewhere)
        assert {(one.city, one.district) for one in inside} <= {where}
        assert {one.problem.place.file for one in inside if one.problem.code == "W641" and one.problem.place} <= {
            f"{''.join(where)}{one.offices[0]}.xlsx" for one in inside
        }
        findings += inside
    return findings


def messages(results: Sequence[OfficeResult], limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """District and message of every finding."""
    return [(one.district, one.problem.message) for one in all_findings(results, limits)]


@pytest.mark.parametrize("count", [0, 1])
def test_alone_there_is_nothing_to_compare(count: int) -> None:
    assert codes_of(*(office("示例一街道", *OWN_WORDS) for _ in range(count))) == []


# --- copies inside a district -----------------------------------------------------------------------------


def test_offices_that_write_for_themselves() -> None:
    assert (
        codes_of(office("甲街道", *OWN_WORDS[:2]), office("乙街道", *OWN_WORDS[2:4]), office("丙街道", OWN_WORDS[4]))
        == []
    )


def test_a_paragraph_that_two_offices_have() -> None:
    [one] = all_findings(
        [office("甲街道", OWN_WORDS[0]), office("乙街道", OWN_WORDS[1], NEARLY), office("丙街道", OWN_WORDS[2])]
    )
    assert (one.problem.code, one.offices) == ("W641", ("乙街道", "甲街道"))
    assert one.problem.message == "与甲街道重点工作!D2表述重复（94%）"


def test_nearly_is_a_setting() -> None:
    other_words = OWN_WORDS[0].replace("补种行道树木，居民", "维修破损路面，群众")
    pair = office("甲街道", OWN_WORDS[0]), office("乙街道", other_words)
    assert codes_of(*pair) == []
    assert codes_of(*pair, limits=similar(70)) == [("W641", ("乙街道", "甲街道"))]


def test_one_office_may_repeat_itself() -> None:
    assert codes_of(office("甲街道", OWN_WORDS[0], OWN_WORDS[0]), office("乙街道", OWN_WORDS[1])) == []


def test_every_place_of_a_copy_is_told_in_one_problem() -> None:
    results = office("1街道", OWN_WORDS[0], OWN_WORDS[0]), office("2街道", OWN_WORDS[0], NEARLY)
    assert messages(results) == [("示例区", "与2街道重点工作!D2（100%）、2街道重点工作!D3（94%）表述重复")]


def test_a_paragraph_that_is_like_a_copy_alone_is_told_beside_that_copy() -> None:
    second = OWN_WORDS[0].replace("补种行道树木，", "维修破损路面，")
    third = second.replace("聚焦背街小巷", "紧盯老旧小区")
    results = office("1街道", OWN_WORDS[0]), office("2街道", second), office("3街道", third)
    assert codes_of(*results, limits=similar(80)) == [("W641", ("1街道", "2街道")), ("W641", ("2街道", "3街道"))]


def test_most_places_are_only_counted() -> None:
    [(_, message)] = messages([office(f"{n}街道", OWN_WORDS[0]) for n in range(1, 9)])
    assert message.count("（100%）") == 5
    assert message.endswith("6街道重点工作!D2（100%）等7处表述重复")


# --- copies between districts -----------------------------------------------------------------------------


def test_a_copy_is_told_once_in_each_district_at_its_own_paragraph() -> None:
    results = [
        office("甲街道", OWN_WORDS[0], district="一区"),
        office("乙街道", OWN_WORDS[1], OWN_WORDS[0], district="一区"),
        office("丙街道", OWN_WORDS[2], OWN_WORDS[3], OWN_WORDS[0], district="二区"),
    ]
    first, second = all_findings(results)
    assert (first.district, first.offices, first.problem.place) == (
        *("一区", ("乙街道", "甲街道", "二区丙街道")),
        ref("D3", file="示例市一区乙街道.xlsx"),
    )
    assert first.problem.message == ("与甲街道重点工作!D2（100%）、二区丙街道重点工作!D4（100%）表述重复")
    assert (second.district, second.offices, second.problem.place) == (
        *("二区", ("丙街道", "一区乙街道", "一区甲街道")),
        ref("D4", file="示例市二区丙街道.xlsx"),
    )
    assert second.problem.message == ("与一区乙街道重点工作!D3（100%）、一区甲街道重点工作!D2（100%）表述重复")


def test_a_near_copy_beside_a_copy_in_another_district() -> None:
    results = [office("1街道", OWN_WORDS[0], district="一区"), office("2街道", NEARLY, district="一区")]
    far = [office("3街道", OWN_WORDS[0], district="二区"), office("4街道", NEARLY, district="三区")]
    assert messages([*results, *far]) == [
        *[
            (
                "一区",
                "与2街道重点工作!D2（94%）、二区3街道重点工作!D2（100%）、三区4街道重点工作!D2（94%）表述重复",
            )
        ],
        ("三区", "与一区2街道重点工作!D2表述重复（100%）"),
        ("二区", "与一区1街道重点工作!D2表述重复（100%）"),
    ]


def test_offices_of_one_name_are_told_apart() -> None:
    places = [("示例市", "一区"), ("示例市", "二区"), ("样本市", "一区")]
    findings = all_findings([office("城关镇", OWN_WORDS[0], city=city, district=district) for city, district in places])
    assert [one.offices for one in findings] == [
        ("城关镇", "示例市一区城关镇", "示例市二区城关镇"),
        ("城关镇", "样本市一区城关镇", "二区城关镇"),
        ("城关镇", "样本市一区城关镇", "一区城关镇"),
    ]
    assert "样本市一区城关镇重点工作!D2（100%）、二区城关镇" in findings[1].problem.message


def test_an_office_that_says_twice_what_another_district_says_is_told_once() -> None:
    results = office("甲街道", OWN_WORDS[0], OWN_WORDS[0], district="一区"), office("乙街道", OWN_WORDS[0])
    assert messages(results) == [
        ("一区", "与示例区乙街道重点工作!D2表述重复（100%）"),
        ("示例区", "与一区甲街道重点工作!D2（100%）、一区甲街道重点工作!D3（100%）表述重复"),
    ]


def test_between_districts_a_copy_is_told_word_by_word_alone() -> None:
    assert codes_of(office("甲街道", OWN_WORDS[0], district="一区"), office("乙街道", NEARLY, district="二区")) == []


def test_each_district_is_told_of_enough_others() -> None:
    results = [office(f"{n}街道", OWN_WORDS[0], district=f"{district}区") for district in range(9) for n in range(7)]
    findings = all_findings(results)
    assert len(findings) == 9
    assert all(one.problem.message.endswith("等62处表述重复") for one in findings)
    lonely = [office("独街道", OWN_WORDS[0], district="独区")]
    [last] = [one for one in all_findings([*results, *lonely]) if one.district == "独区"]
    assert last.problem.message.count("（100%）") == 5


def test_two_texts_with_one_bit_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.district.elsewhere._TABLE", 8)
    results = [office(f"{n}街道", nonsense(n, 60), district=f"{n}区") for n in range(40)]
    assert codes_of(*results) == []


def test_a_mark_is_the_same_in_every_process() -> None:
    assert mark("示例") == 4335498358725463742


# --- completeness and cost --------------------------------------------------------------------------------


def nonsense(seed: int, length: int) -> str:
    """A text that is different for every seed."""
    dice = random.Random(seed)  # noqa: S311 - reproducible variety, nothing secret
    return "".join(chr(0x4E00 + dice.randrange(20000)) for _ in range(length))


def changed_here_and_there(text: str, count: int, seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311 - as above
    characters = list(text)
    for place in dice.sample(range(len(text)), count):
        characters[place] = chr(0x4E00 + dice.randrange(20000))
    return "".join(characters)


@pytest.mark.parametrize("least", [50, 70, 90])
@pytest.mark.parametrize(("sharing", "common"), [(0, 0), (12, 40), (100, 45), (100, 69)])
def test_what_half_the_district_says_hides_no_copy(least: int, sharing: int, common: int) -> None:
    """Pairs that are just similar enough, among offices that share a long passage with them."""
    everybodys = nonsense(999, common)
    others = [office(f"{n:03}街道", everybodys + nonsense(n, 100 - common)) for n in range(sharing)]
    expected: dict[str, tuple[str, str]] = {}
    for seed in range(1000, 2000):
        text = everybodys + nonsense(seed, 100 - common)
        copy = changed_here_and_there(text, (100 - least) // 2 * (1 + seed % 3) // 3, seed)
        if least <= module._similarity(module._pairs(text), module._pairs(copy)) < least + 20 and len(expected) < 30:
            expected[f"{seed}"] = text, copy
    assert len(expected) == 30
    pairs = [office(f"{turn}{seed}镇", pair[turn]) for seed, pair in expected.items() for turn in (0, 1)]
    copies = {copy.key[2] for one in module.originals([*others, *pairs], Decimal(least)) for copy in one.copies}
    assert {f"1{seed}镇" for seed in expected} - copies == set()


def count_comparisons(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that gets one entry whenever two paragraphs are compared."""
    comparisons: list[int] = []
    similarity = module._similarity

    def count(some: set[str], others: set[str]) -> int:
        comparisons.append(1)
        return similarity(some, others)

    monkeypatch.setattr(module, "_similarity", count)
    return comparisons


def test_work_and_memory_do_not_grow_with_the_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand offices with the same paragraph, and as many with different ones: few pairs are compared."""
    comparisons = count_comparisons(monkeypatch)
    count = 2000
    same = [office(f"{n:05}街道", OWN_WORDS[0]) for n in range(count)]
    others = [office(f"{n:05}镇", nonsense(n, 60)) for n in range(count)]
    results = sorted([*same, *others], key=lambda result: result.key)
    elsewhere = Everywhere(lambda: results).beside(("示例市", "示例区"))
    tracemalloc.start()
    [one] = findings_of(results, LIMITS, elsewhere)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(one.offices) == count
    assert len(one.problem.message) < 300
    assert comparisons == []
    assert peak - module._COUNTERS < 500 * 2 * count


@pytest.mark.parametrize("own", [2, 6, 10, 30])
def test_nobody_is_compared_with_everybody(monkeypatch: pytest.MonkeyPatch, own: int) -> None:
    """A thousand paragraphs that are all similar, some of them just not similar enough to be copies."""
    comparisons = count_comparisons(monkeypatch)
    text = nonsense(999, 80)
    all_findings([office(f"{n:04}街道", changed_here_and_there(text, own, n)) for n in range(1000)])
    assert len(comparisons) <= 1000 * 2 * module._MOST_COMPARED


def test_between_districts_memory_is_for_what_comes_again() -> None:
    """A thousand offices with forty different paragraphs each take almost no memory."""

    def stream() -> Iterable[OfficeResult]:
        for n in range(1000):
            yield office(f"{n}街道", *(f"{n}/{turn}" for turn in range(39)), OWN_WORDS[0], district=f"{n // 20}区")

    tracemalloc.start()
    everywhere = Everywhere(stream)
    memory, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert memory < 200_000
    assert peak - 16_777_216 < 400_000  # the table of bits
    facts = everywhere.beside(("示例市", "7区"))
    assert facts.copies[mark(OWN_WORDS[0])].count == 980
    assert len(pickle.dumps(facts)) < 2_000


# --- the text for comparison ------------------------------------------------------------------------------


def submission_of(text: str) -> Submission:
    """The sample with this text in 主要荣誉."""
    read = parse_submission(edited(("基本信息", "主要荣誉", "内容", text)), "表.xlsx").value
    assert read is not None
    return read


def honours(submission: Submission, limits: Limits, usual: frozenset[str] = frozenset()) -> list[Passage]:
    assert submission.honours is not None
    return [one for one in passages(submission, limits, usual) if one.ref == submission.honours.ref]


@pytest.fixture(scope="module")
def limits(shipped: Resources) -> Limits:
    outcome = load_limits(shipped)
    assert outcome.value is not None
    return outcome.value


def test_own_names_years_and_numbers_hide_no_copy(limits: Limits) -> None:
    told_by = (
        "2024年，金花街道办事处投入14.5万元，为辖区1968名老人送去慰问品，金花街道各社区同步开展敬老活动，得到居民一致好评",
        "2023年，金花街道投入9万元，为辖区210名老人送去慰问品，广州市荔湾区人民政府金花街道办事处各社区同步开展敬老活动，得到居民一致好评",
    )
    first, second = (honours(submission_of(text), limits)[0].words for text in told_by)
    assert first == second


def test_what_the_wording_says_itself_and_fixed_words_are_nobodys_copy(limits: Limits, wording: Wording) -> None:
    clause = max(wording.clauses, key=len)
    fixed = limits.last_year.fixed[0]
    assert honours(submission_of(f"{clause}，{fixed}。" * 3), limits, wording.clauses) == []
    assert honours(submission_of(f"{clause}，{fixed}。" * 3), limits) != []


def test_clauses_of_the_wording_hold_no_values_and_no_tags(wording: Wording) -> None:
    assert len(wording.clauses) > 20
    assert not any(set("{}#%，。；\n") & set(clause) for clause in wording.clauses)


@pytest.mark.parametrize("text", ["", "A" * 500, "啊" * 2_000, "😀" * 300, "，。" * 400, "\ud800" * 50])
def test_any_text_is_compared(text: str) -> None:
    assert len(codes_of(office("甲街道", text), office("乙街道", f"{text}一"))) == (len(text) > 1)


def test_a_long_paragraph_is_looked_at_in_part(limits: Limits) -> None:
    [passage] = honours(submission_of("啊呀呢吧" * 5000), limits)
    assert len(passage.words) <= 2000


# --- documents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "根据《示例区预算绩效管理办法》（示府办〔2024〕5号）开展工作",
        "落实《示例区预算绩效管理办法》(示府办[2024]5号)要求",
        "按照示府办（2024）第5号文件《示例区预算绩效管理办法》开展工作",
        "按照示府办〔2024〕 5 号《示例区预算绩效管理办法》开展工作",
        "根据《示例区预算绩效管理办法》（ 示府办 〔2024〕第 5号 ）",
        "根据《示例区预算绩效管理办法》（以下简称《办法》，示府办〔2024〕5号）",
        "根据《示例区预算绩效管理办法》（以下简称“办法”；示府办〔2024〕5号）",
        "我街道认真落实示府办〔2024〕5号《示例区预算绩效管理办法》",
        "按照区政府办公室示府办〔2024〕5号《示例区预算绩效管理办法》",
        "根据《示例区预算绩效管理办法》（示例市示例区人民政府办公室示府办〔2024〕5号）",
        "《示例区预算绩效管理办法》（区财政局2024年3月印发的示府办〔2024〕5号）",
    ],
)
def test_quotations(text: str) -> None:
    [quotation] = quotations(submission_of(text))
    assert (quotation.number, quotation.title) == ("示府办〔2024〕5号", "示例区预算绩效管理办法")


@pytest.mark.parametrize("inner", ["《示例区预算绩效管理办法》", "〈示例区预算绩效管理办法〉"])
def test_a_notice_that_hands_on_a_document(inner: str) -> None:
    [quotation] = quotations(submission_of(f"根据《关于印发{inner}的通知》（示府办〔2024〕5号）"))
    assert quotation.title == f"关于印发{inner}的通知"
    results = (
        office("甲街道", quotations_of_office=[(quotation.number, quotation.title)]),
        office("乙街道", quotations_of_office=[RIGHT]),
    )
    assert codes_of(*results) == []


@pytest.mark.parametrize(
    "text",
    [
        "根据荔财〔2024〕5号、《中华人民共和国预算法》等规定",
        "根据荔财〔2024〕5号和《中华人民共和国预算法》等规定",
        "《内部控制管理办法》（我街道〔2024〕5号）",  # it does not say whose document it is
    ],
)
def test_a_number_and_a_title_that_are_not_of_one_document(text: str) -> None:
    assert list(quotations(submission_of(text))) == []


@pytest.mark.parametrize(
    "sign", ["财预", "穗财预", "人社部发", "示例一街道办", "示例一街道办事处", "区财政局办公室", "厅字", "国市监"]
)
def test_signs_of_senders_are_left_whole(sign: str) -> None:
    [quotation] = quotations(submission_of(f"《内部控制管理办法》（{sign}〔2024〕5号）"))
    assert quotation.number == f"{sign}〔2024〕5号"


def test_a_title_quoted_often_is_kept_once() -> None:
    text = "根据《示例区预算绩效管理办法》（示府办〔2024〕5号）开展工作。"
    assert len(list(quotations(submission_of(text * 3 + "按示府办〔2024〕5号《示例区资产管理办法》办理。")))) == 2


RIGHT, WRONG = ("示府办〔2024〕5号", "示例区预算绩效管理办法"), ("示府办〔2024〕5号", "示例区资产管理办法")


def test_a_number_with_two_titles() -> None:
    results = [
        office("甲街道", quotations_of_office=[RIGHT]),
        office("乙街道", quotations_of_office=[RIGHT]),
        office("丙街道", quotations_of_office=[WRONG]),
    ]
    assert codes_of(*results) == [("W642", ("丙街道", "乙街道"))]
    assert messages(results) == [
        *[
            (
                "示例区",
                "文号与名称不一致：示府办〔2024〕5号在本单位为《示例区资产管理办法》，在乙街道（重点工作!D2）等2个单位为《示例区预算绩效管理办法》",
            )
        ]
    ]
    assert codes_of(*results[:2]) == []
    assert codes_of(office("甲街道", quotations_of_office=[RIGHT, WRONG])) == [("W642", ("甲街道",))]


def test_two_districts_with_a_title_each_are_each_told_of_the_other() -> None:
    results = (
        office("甲街道", quotations_of_office=[RIGHT], district="一区"),
        office("甲街道", quotations_of_office=[WRONG], district="二区"),
    )
    assert messages(results) == [
        (
            "一区",
            "文号与名称不一致：示府办〔2024〕5号在本单位为《示例区预算绩效管理办法》，在二区甲街道重点工作!D2为《示例区资产管理办法》",
        ),
        (
            "二区",
            "文号与名称不一致：示府办〔2024〕5号在本单位为《示例区资产管理办法》，在一区甲街道重点工作!D2为《示例区预算绩效管理办法》",
        ),
    ]


def test_the_city_as_a_whole_says_what_is_usual() -> None:
    one = [
        office("甲街道", quotations_of_office=[RIGHT]),
        office("乙街道", quotations_of_office=[WRONG]),
        office("丙街道", quotations_of_office=[WRONG]),
    ]
    many = [office(f"{n}街道", quotations_of_office=[RIGHT], district=f"{n}区") for n in range(3)]
    assert codes_of(*one, *many) == [("W642", ("丙街道", "0区0街道"))]


def test_two_cities_may_give_one_number_to_two_documents() -> None:
    results = (
        office("甲街道", quotations_of_office=[RIGHT], city="南海市"),
        office("乙街道", quotations_of_office=[WRONG], city="南沙市"),
    )
    assert codes_of(*results) == []


def test_the_right_title_may_come_late() -> None:
    titles = [f"完全不同的标题{sign}{sign}" for sign in "一二三四五六七八九十"] + ["示例区预算绩效管理办法"] * 2
    results = [office(f"{n:02}街道", quotations_of_office=[(RIGHT[0], title)]) for n, title in enumerate(titles)]
    findings = all_findings(results)
    assert [one.offices for one in findings] == [(f"{n:02}街道", "10街道") for n in range(10)]


@pytest.mark.parametrize("title", ["示例区 内部控制办法", "示例区内部控制办法（试行）", "内部控制办法"])
def test_a_title_in_other_type_or_cut_short_is_the_same(title: str) -> None:
    quotations_of_office = [("示府〔2024〕5号", "示例区内部控制办法")], [("示府〔2024〕5号", title)]
    assert (
        codes_of(
            office("甲街道", quotations_of_office=quotations_of_office[0]),
            office("乙街道", quotations_of_office=quotations_of_office[1]),
        )
        == []
    )


# --- names ------------------------------------------------------------------------------------------------


def naming(text: str, *others: str) -> list[str]:
    """The findings about 金花街道 with this text, in a district with offices of these names."""
    submission = submission_of(text)
    assert submission.honours is not None
    words = [one.words for one in mentions(submission) if one.ref == submission.honours.ref]
    findings = all_findings([office("金花街道", mentions_of_office=words), *map(office, others)])
    return [name for one in findings if one.problem.code == "W643" for name in one.offices[1:]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("推动示例二街道养老服务提质，本街道、全街道共同努力，金花街道居民满意", ["示例二街道"]),
        ("示例二街道辖区内的城镇居民得到实惠", ["示例二街道"]),
        ("示例二街道全体干部深入街道一线", ["示例二街道"]),
        ("走进示例二街道敬老院慰问乡亲", ["示例二街道"]),
        ("推动示例二街道和示例三街道共建", ["示例二街道", "示例三街道"]),
        ("为示例四乡村民修路", ["示例四乡"]),
        ("推动沙金花街道养老服务提质", ["沙金花街道"]),
        ("推动A区街道养老服务提质", ["A区街道"]),
        ("与示例二街道和示例三街道共建", []),
        ("与示例二街道共建，示例二街道居民满意", []),
        ("示例二街道、示例三街道、本街道联合执法", []),
        ("金花街道、示例二街道、示例三街道联合执法", []),
        ("示例二街道办事处与金花街道办事处共建", []),
        ("辖区东邻示例二街道，西接示例三街道，南靠沙金花街道，位于示例四乡北面", []),
        ("广州市荔湾区人民政府金花街道办事处推动金花街道建设，城镇、乡村都受益", []),
    ],
)
def test_another_offices_name(text: str, names: list[str]) -> None:
    assert naming(text, "示例二街道", "示例三街道", "示例四乡", "沙金花街道", "A区街道") == names


def test_an_office_is_known_by_its_name_as_well() -> None:
    other = replace(office("示例二街"), name="示例二街道办事处")
    findings = all_findings([office("示例一街道", mentions_of_office=["推动示例二街道"]), other])
    assert [one.offices for one in findings] == [("示例一街道", "示例二街")]


def test_little_is_kept_of_a_text() -> None:
    text = "金花街道推动乡村振兴，提升城乡环境，本街道和全镇一起努力，各乡镇到金花街道。" * 50
    memory = [one.words for one in mentions(submission_of(text)) if one.ref.cell == "B14"]
    assert len(memory) <= 4
    assert all(len(words) <= 14 for words in memory)
    assert len(list(mentions(submission_of("".join(f"{chr(0x4E00 + n)}镇" for n in range(5_000)))))) <= 300


@pytest.mark.parametrize("words", ["会同示例二街道", "与示例二街道", "推动示例十二街道"])
def test_partners_and_names_that_only_end_alike(words: str) -> None:
    assert codes_of(office("示例一街道", mentions_of_office=[words]), office("示例二街道")) == []


def test_the_longest_name_counts() -> None:
    results = office("示例一街道", mentions_of_office=["推动示例十二街道"]), office("示例十二街道"), office("十二街道")
    assert codes_of(*results) == [("W643", ("示例一街道", "示例十二街道"))]


def test_a_name_that_many_districts_have_means_the_near_one() -> None:
    far = [office("城关镇", district=f"示例{n}区") for n in "甲乙"]
    assert codes_of(office("示例一镇", mentions_of_office=["推动城关镇"]), *far) == []
    assert codes_of(office("示例一镇", mentions_of_office=["推动城关镇"]), *far, office("城关镇")) == [
        ("W643", ("示例一镇", "城关镇"))
    ]


# --- numbers ----------------------------------------------------------------------------------------------


def rows(*values: object, unit: str = "宗", district: str = "示例区") -> list[OfficeResult]:
    return [
        office(f"{n}街道", quantities=[("拆除违法建设宗数", value, unit)], district=district)
        for n, value in zip("甲乙丙丁戊己庚", values, strict=False)
    ]


@pytest.mark.parametrize(
    ("values", "standing_out"),
    [
        ((30, 35, 28, 40, 325), ["戊街道"]),
        ((30, 35, 28, 40, 324), []),
        ((30, 35, 28, 40, 3), ["戊街道"]),
        ((30, 35, 28, 40, 0), []),
        ((0, 0, 0, 0, 50), []),
        ((30, 35, 28, 312), []),  # too few to say what is usual
        ((1, 1, 1, 1, 10), ["戊街道"]),
        ((1, 1, 1, 1, "9.99"), []),
    ],
)
def test_outliers(values: tuple[object, ...], standing_out: list[str]) -> None:
    assert codes_of(*rows(*values)) == [("W644", (name,)) for name in standing_out]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((30, 35, 28, 40, 650), "“拆除违法建设宗数”为650宗，为本区其他4个单位中位数（32.5宗）的20倍"),
        ((30, 35, 28, 40, 3), "“拆除违法建设宗数”为3宗，本区其他4个单位中位数（32.5宗）为其10.8倍"),
    ],
)
def test_how_an_outlier_is_told(values: tuple[object, ...], message: str) -> None:
    assert messages(rows(*values)) == [("示例区", message)]


def test_other_units_and_other_districts_are_not_compared() -> None:
    area = office("庚街道", quantities=[("拆除违法建设宗数", 312, "平方米")])
    assert codes_of(*rows(30, 35, 28, 40), area) == []
    assert codes_of(*rows(30, 35, 28, 40), *rows(312, district="示例乙区")) == []


def test_offices_are_counted_and_not_rows() -> None:
    row = "培训次数"
    alone = office("甲街道", quantities=[(row, 1, "次")] * 4 + [(row, 30, "次")])
    assert codes_of(alone) == []
    others = [office(f"{n}街道", quantities=[(row, 2, "次"), (row, 3, "次")]) for n in "甲乙"]
    far = office("丙街道", quantities=[(row, 50, "次")])
    assert codes_of(*others, far) == []
    four = [office(f"{n}街道", quantities=[(row, 2, "次"), (row, 4, "次")]) for n in "甲乙丁戊"]
    assert messages([*four, far]) == [("示例区", "“培训次数”为50次，为本区其他4个单位中位数（3次）的16.7倍")]


@pytest.mark.parametrize("name", ["税收增长率", "财政收入增速", "投诉量下降率"])
def test_by_how_much_something_changed_is_not_compared(name: str) -> None:
    rates = [
        office(f"{n}街道", quantities=[(name, v, "%")]) for n, v in zip("甲乙丙丁戊", (1, 2, 1, 2, 52), strict=True)
    ]
    assert codes_of(*rates) == []
    counts = [replace(one, quantities=tuple(replace(q, unit="件") for q in one.quantities)) for one in rates]
    assert codes_of(*counts) == [("W644", ("戊街道",))]


# --- as a whole -------------------------------------------------------------------------------------------


def test_what_is_kept_goes_through_json(limits: Limits) -> None:
    submission = submission_of("根据《示例区预算绩效管理办法》（示府办〔2024〕5号），" + OWN_WORDS[0])
    result = replace(
        office("示例一街道", quantities=[("预算", "12.50", "万元")]),
        passages=tuple(passages(submission, limits, frozenset())),
        quotations=tuple(quotations(submission)),
        mentions=(Mention(words="推动示例二街道", ref=ref(file="表.xlsx")),),
    )
    assert result.passages
    assert result.quotations
    assert result_from_json(result_to_json(result)) == result
