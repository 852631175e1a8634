"""The optional sheets of the sample, filled in so that they agree with its other sheets."""

from __future__ import annotations

from workbooks import Book, Change, add_row, sample_book

PROFILE, FINANCES, OTHERS, PUBLIC = "单位概况", "收支情况", "其他情况", "三公经费"
FIGURES = ("年初预算数", "调整预算数", "决算数", "上年决算数")
DUTIES = "（一）宣传贯彻党的路线方针政策。\n（二）统筹辖区城市管理和公共服务，2019年机构改革后增加综合行政执法职能。"
EVALUATION = "2025年2月成立自评工作小组，由6个内设机构的9人组成，对编制数{概况.编制数}、支出{收支.支出合计}进行了核对。"


def profile(item: str, content: object, remark: object = None) -> tuple[Change, ...]:
    """The first row of an item of 单位概况."""
    changes: tuple[Change, ...] = ((PROFILE, item, "内容", content),)
    return changes if remark is None else (*changes, (PROFILE, item, "备注", remark))


def several(item: str, *rows: tuple[object, object]) -> Change:
    """Rows of an item of 单位概况 that has several: their 内容 and 备注."""
    first = next(n for n, row in enumerate(sample_book()[PROFILE]) if item in row)

    def change(book: Book) -> None:
        for number, (content, remark) in enumerate(rows, first):
            row = book[PROFILE][number]
            row[1:] = [content, remark]

    return change


def finance(item: str, *amounts: object) -> tuple[Change, ...]:
    """The four amounts of a row of 收支情况, as far as they are given."""
    return tuple(
        (FINANCES, item, column, amount) for column, amount in zip(FIGURES, amounts, strict=False) if amount is not None
    )


def other(section: str, title: str | None, text: str) -> Change:
    return add_row(OTHERS, 栏目=section, 标题=title, 内容=text)


FACTS: tuple[Change, ...] = (
    *profile("主要职能", DUTIES),
    *profile("内设机构数", 6),
    *profile("编制数", 45),
    *profile("行政编制数", 30),
    *profile("事业编制数", 15),
    *profile("其他编制数", 0),
    *profile("在职人数", "43名"),
    *profile("年度总体工作", "推进城市更新，办好民生实事。"),
    several("年度重点工作任务", ("建设示范社区", 120), ("整治河道", None), ("办好民生微实事\n完成征兵任务", None)),
    several(
        "评价依据",
        ("《关于开展2024年度部门整体支出绩效自评工作的通知》", "示财绩〔2025〕1号"),
        ("关于印发自评工作方案的通知（示财绩〔2025〕2号）", None),
        ("本部门年初批复的绩效目标", None),
    ),
    *profile("自评组织情况", EVALUATION),
    *profile("填报日期", "2025年3月10日"),
    *profile("联系电话", "020-12345678"),
    *finance("收入合计", 10000, 10400, 9880, 9500),
    *finance("一般公共预算拨款收入", 10000, 10400, 9600, 9500),
    *finance("其他收入", 0, 0, 280, None),
    *finance("支出合计", 10000, 10400, 9880, 9500),
    *finance("基本支出", 4000, 4100, 4080.5, 4080.5),
    *finance("人员经费", None, None, 3781.78, None),
    *finance("公用经费", 310.5, None, 298.72, None),
    *finance("项目支出", 6000, 6300, 5799.5, 5419.5),
    *finance("其他支出", 0, 0, 0, 0),
    (FINANCES, "项目支出", "变动原因", "示范社区建设增加支出"),
    (PUBLIC, "合计", "上年实际支出数", 5.2),
    other("其他需要说明的问题", None, "无其他需要说明的问题。"),
    other("经费保障", "工资福利支出", "人员经费按规定标准发放。"),
    other("其他需要说明的问题", None, "资料齐全。"),
)
