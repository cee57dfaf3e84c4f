"""Telling people: in the house, by e-mail, and as a list for the office's SMS platform."""

import secrets
import smtplib
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.actors import grants_today
from accounts.models import User
from core import audit, jobs
from core.clock import AppNow, now
from core.crypto import blind_index, encrypt
from core.workflow import Refused
from notices.choices import Channel, OutboxState
from notices.models import CalendarFeed, Message, Outbox
from notices.policies import may_export
from organizations.models import Organization

PLAIN = "详情请登录履职平台查看。"


@transaction.atomic
def notify(
    users: Iterable[User],
    title: str,
    body: str = "",
    url: str = "",
    *,
    organization: Organization,
    key: str = "",
    sensitive: bool = False,
    sms: bool = False,
) -> int:
    """Tell each user inside the house; returns how many were told.

    `key` says it once to each user. `sms` also puts a text for each user with a phone into the outbox. A
    `sensitive` matter is told without its body, on every way.
    """
    told = {user.pk: user for user in users}
    if key:
        for user_id in Message.objects.filter(user__in=told, key=key).values_list("user_id", flat=True):
            del told[user_id]
    body = "" if sensitive else body
    Message.objects.bulk_create(
        [
            Message(organization=organization, user=user, title=title[:80], body=body[:400], url=url, key=key)
            for user in told.values()
        ],
        ignore_conflicts=True,
    )
    if sms:
        _text(told.values(), title, body, organization)
    return len(told)


@transaction.atomic
def send_mail(
    *, organization: Organization, user: User | None, address: str, title: str, text: str
) -> Outbox:
    """Put an e-mail into the outbox; a job sends it."""
    mail = Outbox.objects.create(
        organization=organization,
        channel=Channel.EMAIL,
        user=user,
        address=address,
        title=title[:80],
        text=text[:400],
    )
    jobs.enqueue(
        "notices.send_mail",
        key=f"notices.send_mail:{mail.pk}",
        label=f"发送邮件：{mail.title}",
        organization_path=organization.path,
        mail=mail.pk,
    )
    return mail


def deliver(mail_id: int) -> None:
    """Send one waiting e-mail; a refusal of the mail server is kept on the row. May run twice."""
    mail = Outbox.objects.filter(pk=mail_id, state=OutboxState.WAITING).first()
    if mail is None:
        return
    state, failure = OutboxState.SENT, ""
    try:
        EmailMessage(mail.title, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.address]).send()
    except (smtplib.SMTPException, OSError) as error:
        state, failure = OutboxState.FAILED, f"邮件服务器没有接收（{type(error).__name__}）"
    Outbox.objects.filter(pk=mail_id).update(state=state, failure=failure, done_at=AppNow())


@transaction.atomic
def export_texts(*, by) -> list[tuple[str, str]]:
    """The waiting texts as (phone, text), marked as exported; audited, because phones leave the house."""
    if not may_export(by):
        raise Refused("您没有导出短信名单的权限。")
    rows = Outbox.objects.visible_to(by).filter(channel=Channel.SMS, state=OutboxState.WAITING)
    texts = list(rows.select_for_update().order_by("id"))
    if not texts:
        raise Refused("没有待导出的短信。")
    Outbox.objects.filter(pk__in=[text.pk for text in texts]).update(
        state=OutboxState.EXPORTED, done_at=AppNow()
    )
    audit.record(
        by,
        "导出短信名单",
        Organization.objects.get(pk=by.organization_id),
        after={"count": len(texts), "last": texts[-1].pk},
    )
    return [(text.address, text.text) for text in texts]


def mark_read(*, by, pk: int | None = None) -> int:
    """Note that the actor has read one message, or all of the own ones."""
    own = Message.objects.filter(user_id=by.user_id, read_at=None)
    return (own if pk is None else own.filter(pk=pk)).update(read_at=now())


@transaction.atomic
def open_feed(*, by) -> CalendarFeed:
    """Give the actor's calendar an address, or a new one in place of the old, which then leads nowhere."""
    secret = secrets.token_urlsafe(24)
    feed, created = CalendarFeed.objects.update_or_create(
        organization_id=by.organization_id,
        user_id=by.user_id,
        defaults={"secret": encrypt(secret), "secret_index": blind_index(secret), "fetched_at": None},
    )
    audit.record(by, "开通日程订阅" if created else "更换日程订阅地址", feed)
    return feed


@transaction.atomic
def close_feed(*, by) -> None:
    """End the actor's subscription; nothing to do where there is none."""
    feed = own_feed(by)
    if feed:
        audit.record(by, "停止日程订阅", feed)
        feed.delete()


def own_feed(actor) -> CalendarFeed | None:
    return CalendarFeed.objects.visible_to(actor).filter(user_id=actor.user_id).first()


def feed_at(secret: str) -> CalendarFeed | None:
    """The feed at a secret address, its reading noted; None for an unknown secret or a closed account."""
    feeds = CalendarFeed.objects.filter(secret_index=blind_index(secret), user__is_active=True)
    feed = feeds.select_related("organization", "user").first()
    if feed and feed.organization_id in {grant.organization_id for grant in grants_today(feed.user)}:
        CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=AppNow())
        return feed
    return None


def _text(users: Iterable[User], title: str, body: str, organization: Organization) -> None:
    text = f"【{organization.short_name}】{title}。{body or PLAIN}"[:400]
    Outbox.objects.bulk_create(
        Outbox(
            organization=organization,
            channel=Channel.SMS,
            user=user,
            address=user.phone,
            title=title[:80],
            text=text,
        )
        for user in users
        if user.phone
    )
