"""People are told once, see only their own messages, and phones leave the house only through the secretariat."""

import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.choices import Role
from core import jobs
from core.models import AuditEntry, Job
from core.workflow import Refused
from notices import services
from notices.models import Message, Outbox
from tests.factories import make_actor, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    user = make_user(county, Role.MEMBER, name="乔安禾")
    user.phone = "13800001111"
    user.save()
    return user


def test_a_message_with_a_key_is_said_once(county, member):
    other = make_user(county, Role.MEMBER)
    assert services.notify([member], "履职记录待确认", organization=county, key="confirm:2026-03") == 1
    assert services.notify([member, other], "履职记录待确认", organization=county, key="confirm:2026-03") == 1
    assert Message.objects.count() == 2


def test_many_are_told_with_few_queries(county, django_assert_num_queries):
    users = [make_user(county, Role.MEMBER) for _ in range(5)]
    with django_assert_num_queries(3):
        services.notify(users, "会议通知", organization=county)


def test_a_sensitive_matter_is_told_without_its_body(county, member):
    services.notify([member], "异议处理结果", "涉及个人的内容", organization=county, sensitive=True, sms=True)
    assert Message.objects.get().body == ""
    assert Outbox.objects.get().text == "【丙县政协】异议处理结果。详情请登录履职平台查看。"


def test_nobody_reads_anothers_message(client, sign_in, county, member):
    services.notify([member], "您有新的履职记录", "请核对。", "/duties/", organization=county)
    message = Message.objects.get()
    sign_in(county, Role.MEMBER)
    assert "您有新的履职记录" not in client.get(reverse("notices:inbox")).text
    assert client.post(reverse("notices:open", args=[message.pk])).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_the_bell_counts_and_opening_reads(client, sign_in, county, member):
    for title in ("第一条", "第二条"):
        services.notify([member], title, "", "/notices/", organization=county)
    sign_in(county, user=member)
    page = client.get(reverse("notices:inbox"))
    assert page.text.count("未读</span>") >= 2
    assert page.context["unread_count"] == 2
    answer = client.post(reverse("notices:open", args=[Message.objects.last().pk]))
    assert answer.url == "/notices/"
    assert Message.objects.filter(read_at=None).count() == 1
    client.post(reverse("notices:read_all"))
    assert Message.objects.filter(read_at=None).count() == 0


def test_a_message_does_not_lead_out_of_the_house(client, sign_in, county, member):
    Message.objects.create(organization=county, user=member, title="x", url="https://example.com/")
    sign_in(county, user=member)
    assert client.post(reverse("notices:open", args=[Message.objects.get().pk])).url == reverse(
        "notices:inbox"
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_three(
    client, sign_in, county, member, rows, django_assert_num_queries
):
    for number in range(rows):
        services.notify([member], f"第{number}条", organization=county)
    sign_in(county, user=member)
    client.get(reverse("notices:inbox"))
    with django_assert_num_queries(9):
        client.get(reverse("notices:inbox"))


def test_mail_is_sent_once_by_a_job(county, member, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sent = services.send_mail(
        organization=county, user=member, address="a@example.com", title="通报", text="请查收"
    )
    job = Job.objects.get()
    jobs.run(job.pk)
    services.deliver(sent.pk)
    assert [(one.subject, one.to) for one in mail.outbox] == [("通报", ["a@example.com"])]
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_refusal_of_the_mail_server_is_kept(county, member, monkeypatch):
    sent = services.send_mail(
        organization=county, user=member, address="a@example.com", title="通报", text="请查收"
    )

    def refuse(self, fail_silently=False):
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    services.deliver(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.failure) == ("failed", "邮件服务器没有接收（SMTPRecipientsRefused）")


def test_texts_are_exported_once_and_audited(client, sign_in, county, member):
    services.notify([member], "会议通知", "3月5日上午9时，=cmd", organization=county, sms=True)
    sign_in(county, Role.OPERATOR)
    page = client.get(reverse("admin:notices_outbox_changelist")).text
    assert "138****1111" in page
    assert "13800001111" not in page
    answer = client.post(reverse("admin:notices_outbox_texts"))
    assert "13800001111,【丙县政协】会议通知。3月5日上午9时，=cmd" in answer.getvalue().decode("utf-8-sig")
    assert AuditEntry.objects.get(act="导出短信名单").after["count"] == 1
    with pytest.raises(Refused, match="没有待导出的短信"):
        services.export_texts(by=make_actor(county, Role.OPERATOR))


def test_only_the_own_secretariat_exports(county, member, neighbour):
    services.notify([member], "会议通知", organization=county, sms=True)
    with pytest.raises(Refused, match="没有待导出的短信"):
        services.export_texts(by=neighbour)
    with pytest.raises(Refused, match="您没有导出短信名单的权限"):
        services.export_texts(by=make_actor(county, Role.RESEARCH_OFFICE))
