"""What shows only beside other offices: each check speaks where it should and is silent where it should be."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

import pytest
from workbooks import edited

from reportgen.across import findings as module
from reportgen.across.findings import between, within
from reportgen.across.traits import mentions, passages, quotations, sketch
from reportgen.checks.limits import AcrossLimits, Limits, load_limits
from reportgen.diagnostics import CellRef
from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Submission
from reportgen.resources import Resources
from reportgen.results import (
    Finding,
    Mention,
    OfficeResult,
    Passage,
    Quantity,
    Quotation,
    result_from_json,
    result_to_json,
)
from reportgen.writing.wording import Wording

LIMITS = AcrossLimits(similarity=Decimal(90), shortest=Decimal(40), times=Decimal(10), peers=Decimal(4))
OWN_WORDS = (
    "聚焦背街小巷、房前屋后等薄弱环节，常态化开展环境卫生整治，清运积存垃圾，补种行道树木，居民出行环境明显改善",
    "建立困难老人巡访制度，组织志愿者上门理发、送餐、代购药品，开设社区老年饭堂，让老人在家门口吃上热饭",
    "围绕安全生产开展拉网式排查，督促沿街商铺更换老化线路，组织消防演练，辖区内没有发生较大以上火灾",
    "推动工业园区提质，上门走访重点企业，协调解决用工、用地、用电等难题，新引进的项目陆续投产达效",
    "打造社区文化品牌，举办粤剧展演、书法比赛和亲子阅读活动，图书馆分馆全年开放，群众文化生活更加丰富",
)


def ref(cell: str = "D2", sheet: str = "重点工作", file: str = "表.xlsx") -> CellRef:
    return CellRef(file=file, sheet=sheet, cell=cell)


def office(
    name: str,
    *words: str,
    district: str = "示例区",
    quantities: Iterable[tuple[str, object, str]] = (),
    quoted: Iterable[tuple[str, str]] = (),
    named: Iterable[str] = (),
) -> OfficeResult:
    return OfficeResult(
        city="示例市",
        district=district,
        full_name=f"示例市{district}人民政府{name}办事处",
        name=f"{name}办事处",
        short_name=name,
        score=None,
        before=None,
        quantities=tuple(
            Quantity(name=n, value=Decimal(str(v)), unit=u, ref=ref("H2", "绩效指标")) for n, v, u in quantities
        ),
        passages=tuple(
            Passage(opening=w[:10], words=w, sketch=sketch(w), ref=ref(f"D{i}")) for i, w in enumerate(words, 2)
        ),
        quotations=tuple(Quotation(number=n, title=t, ref=ref()) for n, t in quoted),
        mentions=tuple(Mention(words=w, ref=ref()) for w in named),
    )


def found(*results: OfficeResult, limits: AcrossLimits = LIMITS) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.problem.code, one.offices) for one in told(results, limits)]


def told(results: Sequence[OfficeResult], limits: AcrossLimits = LIMITS) -> tuple[Finding, ...]:
    """What is told within each district, and between them."""
    ordered = sorted(results, key=lambda result: result.key)
    districts = groupby(ordered, key=lambda result: result.key[:2])
    inside = [finding for _, offices in districts for finding in within(list(offices), limits)]
    return tuple(sorted((*inside, *between(lambda: ordered)), key=Finding.order))


@pytest.mark.parametrize("count", [0, 1])
def test_alone_there_is_nothing_to_compare(count: int) -> None:
    assert found(*(office("示例一街道", *OWN_WORDS) for _ in range(count))) == []


# --- copies -----------------------------------------------------------------------------------------------


def test_offices_that_write_for_themselves() -> None:
    assert (
        found(office("甲街道", *OWN_WORDS[:2]), office("乙街道", *OWN_WORDS[2:4]), office("丙街道", OWN_WORDS[4])) == []
    )


def test_a_paragraph_that_two_offices_have() -> None:
    copied = OWN_WORDS[0].replace("补种行道树木", "补种行道绿植")
    [one] = told(
        [office("甲街道", OWN_WORDS[0]), office("乙街道", OWN_WORDS[1], copied), office("丙街道", OWN_WORDS[2])]
    )
    assert (one.problem.code, one.offices) == ("W641", ("乙街道", "甲街道"))
    assert "甲街道重点工作!D2" in one.problem.message


def test_nearly_is_a_setting() -> None:
    changed = OWN_WORDS[0].replace("补种行道树木，居民", "维修破损路面，群众")
    pair = office("甲街道", OWN_WORDS[0]), office("乙街道", changed)
    assert found(*pair) == []
    assert found(*pair, limits=replace(LIMITS, similarity=Decimal(70))) == [("W641", ("乙街道", "甲街道"))]


def test_a_group_is_told_once_in_each_district() -> None:
    results = [
        office(f"{n}街道", OWN_WORDS[0], district=d) for n, d in (("甲", "一区"), ("乙", "一区"), ("丙", "二区"))
    ]
    assert set(found(*results)) == {("W641", ("乙街道", "甲街道")), ("W641", ("丙街道",))}


def test_between_districts_a_copy_is_told_word_by_word_alone() -> None:
    nearly = OWN_WORDS[0].replace("补种行道树木", "补种行道绿植")
    assert found(office("甲街道", OWN_WORDS[0], district="一区"), office("乙街道", nearly, district="二区")) == []


def test_one_office_may_repeat_itself() -> None:
    assert found(office("甲街道", OWN_WORDS[0], OWN_WORDS[0]), office("乙街道", OWN_WORDS[1])) == []


def count_comparisons(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that two paragraphs are compared."""
    compared: list[int] = []
    similarity = module._similarity

    def counted(some: Counter[str], others: Counter[str]) -> Decimal:
        compared.append(1)
        return similarity(some, others)

    monkeypatch.setattr(module, "_similarity", counted)
    return compared


def nonsense(seed: int, length: int) -> str:
    """Characters that no other seed gives in this order."""
    return "".join(chr(0x4E00 + (seed * 131 + i * i * (seed + 7)) % 20000) for i in range(length))


def test_work_and_memory_do_not_grow_with_the_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand offices with the same paragraph, and as many that all differ: nobody is compared with everybody."""
    compared = count_comparisons(monkeypatch)
    count = 2000
    same = [office(f"{n:05}街道", OWN_WORDS[0]) for n in range(count)]
    others = [office(f"{n:05}镇", nonsense(n, 60)) for n in range(count)]
    tracemalloc.start()
    [one] = within(sorted([*same, *others], key=lambda result: result.key), LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(one.offices) == count
    assert len(one.problem.message) < 300
    assert len(compared) <= 2 * count
    assert peak - 2 * module._TABLE // 8 < 3_000 * 2 * count


def test_a_phrase_that_everybody_has_compares_nobody_with_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = count_comparisons(monkeypatch)
    phrase = "在上级党委政府坚强领导下各项工作取得新成效"
    results = [office(f"{n:04}街道", phrase + nonsense(n, 30)) for n in range(1000)]
    told(results)
    assert len(compared) <= len(results) * 6 * module._MOST_COMPARED


# --- what of a text is compared ---------------------------------------------------------------------------


def written(text: str) -> Submission:
    """The sample with this in 主要荣誉."""
    read = parse_submission(edited(("基本信息", "主要荣誉", "内容", text)), "表.xlsx").value
    assert read is not None
    return read


def honours(submission: Submission, limits: Limits, usual: frozenset[str] = frozenset()) -> list[Passage]:
    assert submission.honours is not None
    return [one for one in passages(submission, limits, usual) if one.ref == submission.honours.ref]


@pytest.fixture(scope="module")
def limits(shipped: Resources) -> Limits:
    loaded = load_limits(shipped)
    assert loaded.value is not None
    return loaded.value


def test_own_names_years_and_numbers_hide_no_copy(limits: Limits) -> None:
    told_by = (
        "2024年，金花街道办事处投入14.5万元，为辖区1968名老人送去慰问品，金花街道各社区同步开展敬老活动，得到居民一致好评",
        "2023年，金花街道投入9万元，为辖区210名老人送去慰问品，广州市荔湾区人民政府金花街道办事处各社区同步开展敬老活动，得到居民一致好评",
    )
    first, second = (honours(written(text), limits)[0].words for text in told_by)
    assert first == second


def test_what_the_wording_says_itself_and_fixed_words_are_nobodys_copy(limits: Limits, wording: Wording) -> None:
    clause = max(wording.clauses, key=len)
    fixed = limits.last_year.fixed[0]
    assert honours(written(f"{clause}，{fixed}。" * 3), limits, wording.clauses) == []
    assert honours(written(f"{clause}，{fixed}。" * 3), limits) != []


def test_clauses_of_the_wording_hold_no_values_and_no_tags(wording: Wording) -> None:
    assert len(wording.clauses) > 20
    assert not any(set("{}#%，。；\n") & set(clause) for clause in wording.clauses)


@pytest.mark.parametrize("text", ["", "A" * 500, "啊" * 100_000, "😀" * 300, "，。" * 400, "\ud800" * 50])
def test_any_text_has_a_sketch(text: str) -> None:
    assert len(sketch(text)) <= 6


def test_a_long_paragraph_is_looked_at_in_part(limits: Limits) -> None:
    [passage] = honours(written("啊呀呢吧" * 5000), limits)
    assert len(passage.words) <= 2000


# --- documents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "根据《示例区预算绩效管理办法》（示府办〔2024〕5号）开展工作",
        "落实《示例区预算绩效管理办法》(示府办[2024]5号)要求",
        "按照示府办（2024）第5号文件《示例区预算绩效管理办法》开展工作",
    ],
)
def test_quotations(text: str) -> None:
    [quotation] = quotations(written(text))
    assert (quotation.number, quotation.title) == ("示府办〔2024〕5号", "示例区预算绩效管理办法")


def test_a_number_with_two_titles() -> None:
    right, wrong = ("示府〔2024〕5号", "示例区内部控制办法"), ("示府〔2024〕5号", "示例区资产管理办法")
    results = [office("甲街道", quoted=[right]), office("乙街道", quoted=[right]), office("丙街道", quoted=[wrong])]
    assert found(*results) == [("W642", ("丙街道", "乙街道"))]
    assert found(*results[:2]) == []
    assert found(office("甲街道", quoted=[right, wrong])) == [("W642", ("甲街道",))]


@pytest.mark.parametrize("title", ["示例区 内部控制办法", "示例区内部控制办法（试行）", "内部控制办法"])
def test_a_title_in_other_type_or_cut_short_is_the_same(title: str) -> None:
    quoted = [("示府〔2024〕5号", "示例区内部控制办法")], [("示府〔2024〕5号", title)]
    assert found(office("甲街道", quoted=quoted[0]), office("乙街道", quoted=quoted[1])) == []


# --- names ------------------------------------------------------------------------------------------------


def test_another_offices_name() -> None:
    submission = written("推动示例二街道养老服务提质，本街道、全街道共同努力，金花街道居民满意")
    assert submission.honours is not None
    [mention] = [one for one in mentions(submission) if one.ref == submission.honours.ref]
    one = office("示例一街道", named=[mention.words])
    assert found(one, office("示例二街道")) == [("W643", ("示例一街道", "示例二街道"))]
    assert found(one, office("示例三街道")) == []


@pytest.mark.parametrize("words", ["会同示例二街道", "与示例二街道", "推动示例十二街道"])
def test_partners_and_names_that_only_end_alike(words: str) -> None:
    assert found(office("示例一街道", named=[words]), office("示例二街道")) == []


def test_the_longest_name_counts() -> None:
    results = office("示例一街道", named=["推动示例十二街道"]), office("示例十二街道"), office("十二街道")
    assert found(*results) == [("W643", ("示例一街道", "示例十二街道"))]


def test_a_name_that_many_districts_have_means_the_near_one() -> None:
    far = [office("城关镇", district=f"示例{n}区") for n in "甲乙"]
    assert found(office("示例一镇", named=["推动城关镇"]), *far) == []
    assert found(office("示例一镇", named=["推动城关镇"]), *far, office("城关镇")) == [("W643", ("示例一镇", "城关镇"))]


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
    assert found(*rows(*values)) == [("W644", (name,)) for name in standing_out]


def test_other_units_and_other_districts_are_not_compared() -> None:
    area = office("庚街道", quantities=[("拆除违法建设宗数", 312, "平方米")])
    assert found(*rows(30, 35, 28, 40), area) == []
    assert found(*rows(30, 35, 28, 40), *rows(312, district="示例乙区")) == []


# --- as a whole -------------------------------------------------------------------------------------------


def test_what_is_kept_goes_through_json(limits: Limits) -> None:
    submission = written("根据《示例区预算绩效管理办法》（示府办〔2024〕5号），" + OWN_WORDS[0])
    result = replace(
        office("示例一街道", quantities=[("预算", "12.50", "万元")]),
        passages=tuple(passages(submission, limits, frozenset())),
        quotations=tuple(quotations(submission)),
        mentions=(Mention(words="推动示例二街道", ref=ref(file="表.xlsx")),),
    )
    assert result.passages
    assert result.quotations
    assert result_from_json(json.loads(json.dumps(result_to_json(result)))) == result
