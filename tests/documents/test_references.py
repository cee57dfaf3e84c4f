"""Who points to whom: said once, never rewritten; a matter is a link only for those who may read it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from core.workflow import Refused
from documents import matters
from documents.models import Reference
from documents.queries import ties_of
from documents.services import references

pytestmark = pytest.mark.django_db
LINK = {
    "source_ref": "sample:12",
    "source_title": "关于老旧小区改造的提案",
    "target_ref": "sample:3",
    "target_title": "去年的提案",
    "relation": "follows",
}


def test_both_ends_find_the_reference_and_next_door_finds_none(operator, neighbour):
    reference = references.link(by=operator, **LINK)

    assert (
        list(references.of("sample:12", operator)) == list(references.of("sample:3", operator)) == [reference]
    )
    assert not references.of("sample:1", operator).exists()
    assert not references.of("sample:12", neighbour).exists()
    assert str(reference) == "关于老旧小区改造的提案 继续追问 去年的提案"


def test_said_again_it_is_the_same(operator, checker):
    first = references.link(by=operator, **LINK)

    assert references.link(by=checker, **LINK) == first
    assert references.link(by=checker, **LINK | {"relation": "related"}) != first
    assert Reference.objects.count() == 2


def test_a_matter_does_not_point_to_itself(operator):
    with pytest.raises(Refused, match="不能把事项关联到它自己"):
        references.link(by=operator, **LINK | {"target_ref": "sample:12"})


def test_the_database_lets_nobody_rewrite_it(operator):
    references.link(by=operator, **LINK)

    for rewrite in (lambda rows: rows.update(relation="related"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="事项关联登记后不能修改或删除"), transaction.atomic():
            rewrite(Reference.objects.all())


@pytest.fixture
def sample(monkeypatch, operator):
    monkeypatch.setattr(matters, "_kinds", {})
    matters.register_matter(
        "sample",
        title_of=lambda ref: f"第 {ref.partition(':')[2]} 号提案",
        url_for=lambda actor, ref: f"/sample/{ref}/" if actor == operator else None,
    )


def test_a_matter_is_a_link_for_those_who_may_read_it(sample, operator, neighbour):
    assert matters.matter(operator, "sample:12") == matters.Matter(
        "sample:12", "第 12 号提案", "/sample/sample:12/"
    )
    assert matters.matter(operator, "sample:12", "当日的题目").title == "当日的题目"
    assert matters.matter(neighbour, "sample:12") == matters.Matter("sample:12", "", "")
    assert matters.matter(neighbour, "sample:12", "当日的题目") == matters.Matter(
        "sample:12", "当日的题目", ""
    )
    assert matters.matter(operator, "unknown:12", "当日的题目").url == ""


def test_what_cannot_be_read_is_refused_alike(sample, operator, neighbour):
    assert matters.readable(operator, "sample:12").title == "第 12 号提案"
    for actor, ref in ((neighbour, "sample:12"), (operator, "unknown:12"), (operator, "")):
        with pytest.raises(ValidationError, match="找不到该事项"):
            matters.readable(actor, ref)


def test_a_tie_names_the_other_end_only_for_those_who_may_open_it(sample, operator, checker):
    references.link(by=operator, **LINK)
    references.link(
        by=operator, **LINK | {"source_ref": "rule:7", "source_title": "提案工作条例", "relation": "basis"}
    )

    ours, seen = ties_of("sample:12", operator), ties_of("sample:12", checker)
    assert [(tie.outward, tie.other.title, tie.other.url) for tie in ours] == [
        (True, "去年的提案", "/sample/sample:3/")
    ]
    assert [(tie.other.title, tie.other.url) for tie in seen] == [("无权查看的事项", "")]
    back = ties_of("sample:3", checker)
    assert [(tie.outward, tie.other.title) for tie in back] == [
        (False, "提案工作条例"),
        (False, "无权查看的事项"),
    ]
