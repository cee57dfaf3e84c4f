"""The two files of the journey fit each other: members first, then their facts, and all is right.

covers S013 covers S019
"""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import jobs
from documents import services
from duties.models import DutyRecord
from tests.duties.make_files import duties_xlsx, rows

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parent.parent / "data"


def imported(operator, checker, kind, name):
    upload = SimpleUploadedFile(name, (DATA / name).read_bytes())
    batch = services.hand_in(by=operator, kind=kind, file=upload)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    assert batch.errors == []
    services.confirm(by=checker, batch=batch, sha256=batch.sha256)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    assert batch.state == "stored", batch.errors
    return batch


def test_both_files_are_taken_whole(operator, checker):
    imported(operator, checker, "members", "members.xlsx")
    batch = imported(operator, checker, "duties", "duties.xlsx")
    # 48 + 3 + 3 + 12 + 24 + 12 of attendance, 24 works, 11 summaries, 12 ratings
    assert batch.counts == {"总行数": 149, "新增": 149, "台账已有": 0}
    plenary = DutyRecord.objects.filter(kind__code="plenary_attendance")
    assert plenary.filter(result="present").count() == 40
    assert plenary.values("parent_ref").distinct().count() == 1
    proposal = DutyRecord.objects.filter(matter_ref="proposal:第1号")
    assert sorted(proposal.values_list("role", "stage")) == [
        ("co_signer", "filed"), ("co_signer", "filed"), ("lead", "filed"), ("lead", "key"),
    ]  # fmt: skip


def test_the_file_is_what_its_maker_makes():
    assert len(rows()) == 149
    assert duties_xlsx()[:2] == b"PK"
