"""A table goes in by two people: one hands it in, the house checks it, another lets it be stored."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from core import jobs
from core.models import AuditEntry, Job
from core.uploads import UploadRefused
from core.workflow import Refused
from documents import services
from documents.admin import counts_sentence
from documents.choices import BatchState
from documents.models import ImportBatch
from tests.documents.conftest import stored, table
from tests.factories import make_actor, make_user

pytestmark = pytest.mark.django_db


def upload(*cells, name="名单.xlsx", content=None):
    return SimpleUploadedFile(name, content or table("姓名", *cells, uuid.uuid4().hex[:6]))


def hand_in(by, *cells) -> ImportBatch:
    """Handed in and checked."""
    batch = services.hand_in(by=by, kind="sample", file=upload(*cells))
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def confirm(by, batch) -> ImportBatch:
    services.confirm(by=by, batch=batch, sha256=batch.sha256)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def test_the_way_of_a_right_table(operator, checker):
    batch = hand_in(operator, "乔安禾")
    assert (batch.state, batch.counts, batch.errors) == ("ready", {"新增": 2}, [])
    assert stored == []
    confirm(checker, batch)
    assert (batch.state, batch.decided_by_id) == ("stored", checker.user_id)
    assert stored[0] == "乔安禾"
    assert list(AuditEntry.objects.filter(object_type="documents.importbatch").order_by("id").values_list("act", flat=True)) == [
        "提交导入表格", "核对无误", "确认入库", "入库",
    ]  # fmt: skip


def test_a_wrong_table_is_never_stored_and_comes_back_marked(operator, checker):
    batch = hand_in(operator, "乔安禾", "错", "错")
    assert batch.state == BatchState.WRONG
    assert batch.errors == [[3, "姓名", "姓名不能是“错”。"], [4, "姓名", "姓名不能是“错”。"]]
    assert batch.counts["错误"] == 2
    with batch.marked.open() as marked:
        assert marked.read(2) == b"PK"
    with pytest.raises(Refused, match="当前状态为“有错误”.不能确认入库"):
        services.confirm(by=checker, batch=batch, sha256=batch.sha256)


def test_who_handed_in_does_not_confirm(county, operator):
    both = make_actor(county, Role.OPERATOR, Role.CHECKER)
    batch = hand_in(both, "乔安禾")
    with pytest.raises(Refused, match="提交人不能复核自己提交的表格，请由另一人复核。"):
        services.confirm(by=both, batch=batch, sha256=batch.sha256)
    with pytest.raises(Refused, match="您看到的不是最新的文件"):
        services.confirm(by=operator, batch=batch, sha256="0" * 64)
    assert confirm(operator, batch).state == "stored"


def test_neither_a_neighbour_nor_a_reader_confirms(operator, tree, county):
    batch = hand_in(operator, "乔安禾")
    for actor in (make_actor(tree.other_county, Role.CHECKER), make_actor(county, Role.RESEARCH_OFFICE)):
        with pytest.raises(Refused, match="您没有“确认入库”的权限"):
            services.confirm(by=actor, batch=batch, sha256=batch.sha256)


def test_the_same_file_is_taken_once(operator, checker):
    content = table("姓名", "乔安禾")
    batch = services.hand_in(by=operator, kind="sample", file=upload(content=content))
    with pytest.raises(Refused, match="这个文件已经提交，正在核对或等待复核。"):
        services.hand_in(by=operator, kind="sample", file=upload(content=content))
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    confirm(checker, batch)
    with pytest.raises(Refused, match="入库，不必重复导入。"):
        services.hand_in(by=operator, kind="sample", file=upload(content=content))


def test_a_declined_file_may_be_handed_in_again(operator, checker):
    content = table("姓名", "乔安禾")
    batch = services.hand_in(by=operator, kind="sample", file=upload(content=content))
    with pytest.raises(Refused, match="退回须写明理由"):
        services.decline(by=checker, batch=batch, reason=" ")
    services.decline(by=checker, batch=batch, reason="少了第三组")
    services.hand_in(by=operator, kind="sample", file=upload(content=content))
    assert ImportBatch.objects.count() == 2


def test_taking_back_ones_own_table(operator):
    batch = hand_in(operator, "乔安禾")
    services.decline(by=operator, batch=batch, reason="传错了文件")
    batch.refresh_from_db()
    assert (batch.state, batch.decision, batch.decided_by) == ("declined", "传错了文件", None)


def test_storing_is_all_or_nothing(operator, checker):
    batch = hand_in(operator, "停")
    confirm(checker, batch)
    assert batch.state == BatchState.WRONG
    assert batch.errors == [[0, "", "数据已被他人改动"]]
    assert Job.objects.get(pk=batch.job_id).message == "没有入库：数据已被他人改动"


def test_a_bell_that_rings_twice_stores_once(operator, checker):
    batch = hand_in(operator, "乔安禾")
    confirm(checker, batch)
    Job.objects.filter(pk=batch.job_id).update(state="queued")
    jobs.run(batch.job_id)
    assert stored.count("乔安禾") == 1


def test_a_file_changed_after_the_review_is_refused(operator, checker):
    batch = hand_in(operator, "乔安禾")
    with batch.file.storage.open(batch.file.name, "wb") as file:
        file.write(b"other")
    confirm(checker, batch)
    assert batch.errors == [[0, "", "文件在复核之后被改动。"]]
    assert stored == []


def test_what_is_no_table_is_refused_at_once(operator):
    with pytest.raises(UploadRefused):
        services.hand_in(by=operator, kind="sample", file=SimpleUploadedFile("名单.xlsx", b"<html>"))
    assert not ImportBatch.objects.exists()


def test_the_pages(client, sign_in, county, operator, checker):
    sign_in(county, user=make_user(county, Role.OPERATOR))
    page = client.get(reverse("admin:documents_importbatch_add"))
    assert "本系统为非涉密系统，严禁上传涉密信息" in page.text
    assert (
        client.get(reverse("admin:documents_importbatch_template", args=["sample"])).getvalue()[:2] == b"PK"
    )
    answer = client.post(
        reverse("admin:documents_importbatch_add"), {"kind": "sample", "file": upload("乔安禾", "错")}
    )
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("admin:documents_importbatch_change", args=[batch.pk])
    assert "排队中" in client.get(answer.url).text
    progress = reverse("admin:documents_importbatch_progress", args=[batch.pk])
    assert "HX-Refresh" not in client.get(progress)
    jobs.run(batch.job_id)
    assert client.get(progress)["HX-Refresh"] == "true"
    page = client.get(answer.url).text
    assert "第 3 行" in page
    assert "姓名不能是“错”。" in page
    marked = client.get(reverse("admin:documents_importbatch_file", args=[batch.pk, "marked"]))
    assert io.BytesIO(marked.getvalue()).read(2) == b"PK"


def test_the_second_person_confirms_on_the_page(client, sign_in, county, operator):
    batch = hand_in(operator, "乔安禾")
    url = reverse("admin:documents_importbatch_change", args=[batch.pk])
    sign_in(county, Role.CHECKER)
    page = client.get(url).text
    assert "bg-green-100" in page
    client.post(url, {"confirm": "1", "sha256": batch.sha256})
    batch.refresh_from_db()
    assert batch.state == BatchState.STORING


@pytest.mark.parametrize("role", [Role.RESEARCH_OFFICE, Role.COMMITTEE_OFFICE, Role.LEADER, Role.AUDITOR])
def test_who_keeps_no_register_sees_no_table_of_it(client, sign_in, county, operator, role):
    batch = hand_in(operator, "乔安禾")
    sign_in(county, role)
    for name, extra in (("change", []), ("progress", []), ("file", ["original"])):
        answer = client.get(reverse(f"admin:documents_importbatch_{name}", args=[batch.pk, *extra]))
        assert answer.status_code in (302, 403, 404)
        assert "乔安禾" not in answer.text


def test_taking_the_file_out_leaves_a_trace(client, sign_in, county, operator):
    batch = hand_in(operator, "乔安禾")
    sign_in(county, Role.CHECKER)
    assert (
        client.get(reverse("admin:documents_importbatch_file", args=[batch.pk, "original"])).getvalue()[:2]
        == b"PK"
    )
    assert AuditEntry.objects.get(act="下载导入表格").object_id == str(batch.pk)


def test_a_neighbour_finds_nothing(client, sign_in, tree, operator):
    batch = hand_in(operator, "乔安禾")
    sign_in(tree.other_county, Role.OPERATOR)
    for name, extra in (("change", []), ("progress", []), ("file", ["original"])):
        url = reverse(f"admin:documents_importbatch_{name}", args=[batch.pk, *extra])
        assert client.get(url).status_code == 404


def test_counts_are_read_in_their_order():
    counts = {"错误": 3, "台账已有": 0, "新增": 12, "总行数": 15}
    assert counts_sentence(counts) == "总行数 15，新增 12，台账已有 0，错误 3"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client, sign_in, county, operator, rows, django_assert_num_queries
):
    for _ in range(rows):
        hand_in(operator, "乔安禾")
    sign_in(county, Role.OPERATOR)
    url = reverse("admin:documents_importbatch_changelist")
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
