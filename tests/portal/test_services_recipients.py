"""The year told to 组织部, 统战部 and the members' units: to each what concerns it (covers S009)."""

import io
import zipfile

import pytest
from docx import Document

from accounts.choices import Role
from core import jobs
from core.choices import JobState
from core.models import AuditEntry
from core.workflow import Refused
from documents.models import Attachment
from documents.services import open_for
from members.models import Person
from portal.services import order_letters
from tests.factories import make_actor
from tests.portal.ground import half_year

HOSPITAL, SCHOOL = "丙县人民医院", "丙县第一中学"


@pytest.fixture
def checker(county):
    return make_actor(county, Role.CHECKER)


def year(county, **made):
    made = half_year(county, part="year", state="published", commended=(0,), **made)
    for name, unit in (("乔安禾", SCHOOL), ("丁一", SCHOOL), ("陈明远", HOSPITAL)):
        Person.objects.filter(name=name).update(employer=unit)
    return made


def texts(checker, made) -> dict[str, str]:
    """File → what it says."""
    job = jobs.run(order_letters(by=checker, cycle=made.cycle).pk)
    assert job.state == JobState.DONE
    with open_for(by=checker, pk=job.result["attachment"]).file.open() as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    return {name: text(archive.read(name)) for name in archive.namelist()}


def text(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_there_is_one_letter_for_each_recipient(county, checker):
    said = texts(checker, year(county))
    assert list(said) == [
        "组织部.docx", "统战部.docx", f"委员所在单位/{HOSPITAL}.docx", f"委员所在单位/{SCHOOL}.docx",
    ]  # fmt: skip


def test_the_departments_read_every_grade(county, checker):
    said = texts(checker, year(county))["组织部.docx"]
    assert "关于2026年度委员履职考核结果的函" in said
    assert "党委组织部：" in said
    assert said.index("等次：优秀") < said.index("等次：合格") < said.index("等次：不合格")
    assert "王五州" in said
    assert "陈明远" in said


def test_a_unit_reads_of_its_own_members_alone(county, checker):
    said = texts(checker, year(county))
    school = said[f"委员所在单位/{SCHOOL}.docx"]
    assert "乔安禾（委员，教育界）：2026年度履职考核等次为“优秀”，列入通报名单，予以表扬。" in school
    assert "丁一（委员，农业界）：2026年度履职考核等次为“合格”，列入通报名单。" in school
    assert "陈明远" not in school
    assert "乔安禾" not in said[f"委员所在单位/{HOSPITAL}.docx"]


def test_a_half_year_is_not_told_to_others(county, checker):
    made = half_year(county, state="published")
    with pytest.raises(Refused, match="告知函只用于全年考核结果"):
        order_letters(by=checker, cycle=made.cycle)


def test_nothing_is_told_before_it_is_published(county, checker):
    made = half_year(county, part="year")
    with pytest.raises(Refused, match="还没有公布"):
        order_letters(by=checker, cycle=made.cycle)


def test_the_letters_are_kept_for_who_asked_and_audited(county, checker):
    made = year(county)
    job = jobs.run(order_letters(by=checker, cycle=made.cycle).pk)
    attachment = Attachment.objects.get(pk=job.result["attachment"])
    assert attachment.name == "丙县政协2026年度委员履职考核结果告知函（第1批）.zip"
    assert open_for(by=make_actor(county, Role.LEADER), pk=attachment.pk) is None
    acts = list(AuditEntry.objects.order_by("-pk").values_list("act", flat=True)[:2])
    assert acts == ["导出文件", "生成考核结果告知函"]
