"""The label decides: who reads, finds, is told, counts, takes the file, sees the history, changes the label."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.models import AuditEntry
from core.workflow import Refused
from documents import services as documents
from documents.owners import may_read
from organizations.models import Committee
from social_info import services
from social_info.models import LabelHandler
from social_info.queries import countable, readable, working
from social_info.queries.searching import search
from tests.factories import make_actor, make_user
from tests.social_info import ground

LABELS = ("public", "internal", "sensitive", "own")
# who → which of (公开, 内部, 敏感, 限本人) a person reads once it was handed in; the report is by 甘棠 with 卫风
READS = {
    "writer": "public internal sensitive own",
    "joint": "public internal sensitive",
    "other member": "",
    "correspondent": "",
    "desk": "public internal",
    "handler": "public internal sensitive own",
    "chair": "public internal",
    "named chair": "public internal sensitive",
    "operator": "",
    "proposal office": "",
    "other committee office": "",
    "unit": "",
    "auditor": "",
    "desk next door": "",
    "overseer above": "",
}


@pytest.fixture
def people(house, tree):
    ground.handler(house.editor)
    org = house.organization
    named = make_actor(org, Role.LEADER, name="指定主席")
    office = make_user(org, Role.COMMITTEE_OFFICE)
    assert Committee.objects.filter(term__organization=org).exists()
    return {
        "writer": house.member,
        "joint": house.other,
        "other member": ground.member(org, "子衿"),
        "correspondent": make_actor(org, Role.CORRESPONDENT),
        "desk": house.head,
        "handler": house.editor,
        "chair": house.chair,
        "named chair": named,
        "operator": make_actor(org, Role.OPERATOR),
        "proposal office": make_actor(org, Role.PROPOSAL_OFFICE),
        "other committee office": ground.actor_of(office, org.pk),
        "unit": house.liaison,
        "auditor": make_actor(org, Role.AUDITOR),
        "desk next door": make_actor(tree.other_county, Role.RESEARCH_OFFICE),
        "overseer above": make_actor(tree.city, Role.OVERSEER),
    }


def joint_report(house, label):
    report = ground.write(house.member, label=label)
    joint = services.Name("member", membership=ground.membership_of(house.other))
    services.name_reporters(by=house.member, report=report, names=[joint])
    return services.submit(by=house.member, report=report)


@pytest.mark.parametrize("label", LABELS)
def test_who_reads_what_was_handed_in(house, people, label):
    report = joint_report(house, label)
    if label == "sensitive":
        user = User.objects.get(pk=people["named chair"].user_id)
        services.name_reader(by=house.editor, report=report, user=user)
    seen = {name for name, actor in people.items() if readable(actor).filter(pk=report.pk).exists()}
    assert seen == {name for name, labels in READS.items() if label in labels.split()}
    found = {name for name, actor in people.items() if search(actor, "电梯").exists()}
    assert found == seen


@pytest.mark.parametrize("label", LABELS)
def test_a_draft_is_the_writers_alone(house, people, label):
    report = ground.write(house.member, label=label)
    assert {name for name, actor in people.items() if readable(actor).filter(pk=report.pk).exists()} == {
        "writer"
    }


@pytest.mark.parametrize("label", LABELS)
def test_pages_files_and_figures_follow_the_label(house, people, label, client, sign_in):
    report = ground.write(house.member, label=label)
    file = documents.attach(
        by=house.member,
        owner_type="social_info.report",
        owner_id=report.pk,
        file=SimpleUploadedFile("a.txt", b"x"),
    )
    services.submit(by=house.member, report=report)
    open_label = label in ("public", "internal")
    assert countable(people["chair"]).exists() == open_label
    assert working(people["desk"]).exists() == open_label
    assert may_read(people["desk"], file) == open_label
    assert may_read(people["handler"], file)
    sign_in(house.organization, user=User.objects.get(pk=people["desk"].user_id))
    wanted = 200 if open_label else 404
    for name in ("change", "history"):
        url = reverse(f"admin:social_info_report_{name}", args=[report.pk])
        assert client.get(url).status_code == wanted
    assert (
        ground.TEXT["title"] in client.get(reverse("admin:social_info_report_changelist")).content.decode()
    ) == open_label


@pytest.mark.parametrize("label", ["sensitive", "own"])
def test_messages_about_a_labelled_report_say_neither_title_nor_text(house, people, label):
    report = joint_report(house, label)
    services.move(by=house.editor, report=report, step="return", reason="请补充某人姓名")
    words = " ".join(
        f"{one.title}{one.body}" for user in User.objects.all() for one in user.messages_received.all()
    )
    assert str(report) in words
    assert "电梯" not in words
    assert "某人姓名" not in words
    told = User.objects.filter(messages_received__isnull=False).distinct()
    assert people["desk"].user_id not in {user.pk for user in told}
    assert (people["joint"].user_id in {user.pk for user in told}) == (label == "sensitive")


@pytest.mark.parametrize("label", LABELS)
def test_the_audit_chain_holds_no_text_of_any_report(house, people, label):
    report = joint_report(house, label)
    services.move(by=house.editor, report=report, step="accept")
    chain = " ".join(f"{one.object_label}{one.before}{one.after}" for one in AuditEntry.objects.all())
    assert str(report) in chain
    if label in ("sensitive", "own"):
        assert "电梯" not in chain
    assert ground.TEXT["situation"][:10] not in chain


def test_reading_a_labelled_report_is_on_record(house, people, client, sign_in):
    report = joint_report(house, "sensitive")
    sign_in(house.organization, user=User.objects.get(pk=house.member.user_id))
    client.get(reverse("social_info:report", args=[report.pk]))
    entry = AuditEntry.objects.filter(act="阅看信息").get()
    assert (entry.object_id, entry.after) == (str(report.pk), {"label": "sensitive"})


def test_a_label_is_raised_by_the_desk_and_lowered_only_by_those_named(house):
    report = ground.handed_in(house.member)
    services.relabel(by=house.head, report=report, label="sensitive", reason="涉及个人")
    report.refresh_from_db()
    assert report.label == "sensitive"
    with pytest.raises(Refused, match="降低须由敏感信息经办人办理"):
        services.relabel(by=house.head, report=report, label="internal", reason="可以公开")
    ground.handler(house.editor)
    with pytest.raises(Refused, match="须写明理由"):
        services.relabel(by=house.editor, report=report, label="internal", reason=" ")
    services.relabel(by=house.editor, report=report, label="internal", reason="已核实，不涉及个人")
    report.refresh_from_db()
    assert report.label == "internal"


def test_a_handler_who_left_loses_the_right_at_once(house):
    ground.handler(house.editor)
    report = joint_report(house, "sensitive")
    assert readable(house.editor).filter(pk=report.pk).exists()
    LabelHandler.objects.update(enabled=False)
    assert not readable(house.editor).filter(pk=report.pk).exists()


def test_nothing_labelled_is_handed_in_where_nobody_is_named_for_it(house):
    report = ground.write(house.member, label="own")
    with pytest.raises(ValidationError, match="尚未指定敏感信息经办人"):
        services.submit(by=house.member, report=report)


def test_a_labelled_report_neither_leaves_for_a_unit_nor_becomes_a_lead(house):
    ground.handler(house.editor)
    report = joint_report(house, "sensitive")
    with pytest.raises(Refused, match="不能转部门"):
        services.forward(by=house.editor, report=report, unit=house.unit, request="")
    with pytest.raises(Refused, match="不能转提案线索"):
        services.convert(by=house.editor, report=report, consented=True)


def test_a_sensitive_text_is_not_merged_into_an_open_piece(house):
    ground.handler(house.editor)
    main = ground.editing(house)
    secret = ground.editing(house, house.other, label="sensitive")
    with pytest.raises(Refused, match="不能低于所并入的信息"):
        services.merge(by=house.editor, main=main, sources=[secret])


def test_from_above_only_what_was_issued_upwards_is_read(house, people):
    ground.issued(house)
    up = ground.issued(house, ground.editing(house, house.other), target="city")
    assert list(readable(people["overseer above"])) == [up]
    services.relabel(by=house.editor, report=up, label="sensitive", reason="涉及个人")
    assert not readable(people["overseer above"]).exists()
