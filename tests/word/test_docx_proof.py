"""The proof of a .docx finds every kind of defect: each test puts one into a sound document."""

from __future__ import annotations

import pytest
from docx_proof import assert_valid_docx, problems
from reference import CREATED, reference_narrative

from reportgen.package import pack, unpack
from reportgen.word.render import StyleSheet, render

BODY, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
CORE, FOOTER = "docProps/core.xml", "word/footer1.xml"
FONTS = '<w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体" w:cs="黑体"/>'

BY_OPENXML_AUDIT = {
    "unknown element": (BODY, "<w:p>", "<w:p><w:blob/>"),
    "run outside a paragraph": (BODY, "<w:p>", "<w:r/><w:p>"),
    "section before the last paragraph": (BODY, "</w:sectPr></w:body>", "</w:sectPr><w:p/></w:body>"),
    "XML cut off": (BODY, "</w:p>", ""),
    "style that is not there": (BODY, 'w:val="Heading1"', 'w:val="Nowhere"'),
    "lead style that is not there": (BODY, 'w:val="Lead3"', 'w:val="Nowhere"'),
    "footer that is not there": (BODY, 'r:id="rId4"', 'r:id="rId99"'),
    "style twice": (STYLES, 'w:styleId="Heading2"', 'w:styleId="Heading1"'),
    "ground style that is not there": (STYLES, '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="Nowhere"/>'),
    "run properties out of order": (STYLES, f'{FONTS}<w:sz w:val="32"/>', f'<w:sz w:val="32"/>{FONTS}'),
    "paragraph properties out of order": (STYLES, '<w:jc w:val="center"/>', '<w:jc w:val="center"/><w:keepNext/>'),
    "unknown alignment": (STYLES, 'w:val="both"', 'w:val="middle"'),
    "outline level beyond 9": (STYLES, '<w:outlineLvl w:val="3"/>', '<w:outlineLvl w:val="12"/>'),
    "setting out of order": (
        SETTINGS,
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>',
        '<w:characterSpacingControl w:val="doNotCompress"/><w:evenAndOddHeaders/>',
    ),
}
BY_OWN_CHECKS = {
    "field not closed": (FOOTER, '<w:r><w:fldChar w:fldCharType="end"/></w:r>', ""),
    "field closed twice": (FOOTER, '<w:fldChar w:fldCharType="separate"/>', '<w:fldChar w:fldCharType="end"/>'),
    "size in words": (STYLES, '<w:sz w:val="32"/>', '<w:sz w:val="三号"/>'),
    "text beside runs": (BODY, "<w:p>", "<w:p>正文"),
    "theme font": (STYLES, 'w:eastAsia="黑体"', 'w:eastAsia="黑体" w:eastAsiaTheme="minorEastAsia"'),
    "two default styles": (STYLES, 'w:styleId="Heading2"', 'w:default="1" w:styleId="Heading2"'),
    "date in words": (CORE, "2025-03-14T01:02:03Z", "yesterday"),
    "title twice": (CORE, "<dc:creator>", "<dc:title/><dc:creator>"),
}


def test_a_sound_document_has_no_problem(sheet: StyleSheet) -> None:
    assert_valid_docx(render(reference_narrative(), sheet, created=CREATED))


@pytest.mark.parametrize("defect", [*BY_OPENXML_AUDIT, *BY_OWN_CHECKS])
def test_a_seeded_defect_is_caught(defect: str, sheet: StyleSheet) -> None:
    parts = unpack(render(reference_narrative(), sheet, created=CREATED))
    part, sound, broken = (BY_OPENXML_AUDIT | BY_OWN_CHECKS)[defect]
    assert sound.encode() in parts[part]
    parts[part] = parts[part].replace(sound.encode(), broken.encode(), 1)
    assert problems(pack(parts))


@pytest.mark.parametrize("lost", [STYLES, FOOTER, "[Content_Types].xml"])
def test_a_lost_part_is_caught(lost: str, sheet: StyleSheet) -> None:
    parts = unpack(render(reference_narrative(), sheet, created=CREATED))
    del parts[lost]
    assert problems(pack(parts))
