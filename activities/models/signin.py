"""What sign-in needs besides the presence itself: keys, devices, scans at the door, and what smelled."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.models.activity import Activity, Sitting
from activities.models.roster import RosterEntry
from activities.signin_choices import FlagKind, ScanOutcome
from core.clock import AppNow
from core.scope import ScopedModel
from organizations.models import Organization


class SignKey(ScopedModel):
    """签到密钥: the random key of one sitting, stored encrypted. A renewed key ends every older code and link."""

    SCOPE = "sitting__activity__organization__path"
    PERSONAL = frozenset({"secret"})

    sitting = models.OneToOneField(Sitting, models.CASCADE, verbose_name="单元", related_name="sign_key")
    secret = models.TextField("密钥（加密）", editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="开启人", related_name="+"
    )
    opened_at = models.DateTimeField("开启时间", db_default=AppNow())
    renewed = models.PositiveSmallIntegerField("更换次数", default=0)

    class Meta:
        verbose_name = "签到密钥"
        verbose_name_plural = "签到密钥"

    def __str__(self):
        return f"{self.sitting}签到密钥"


class SignDevice(ScopedModel):
    """签到设备: the phone (by the digest of its cookie) that signed in for one member at one meeting."""

    SCOPE = "activity__organization__path"
    PERSONAL = frozenset({"digest"})

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="会议活动", related_name="+")
    entry = models.ForeignKey(RosterEntry, models.CASCADE, verbose_name="名单", related_name="+")
    digest = models.CharField("设备摘要", max_length=64)
    first_at = models.DateTimeField("首次签到", db_default=AppNow())

    class Meta:
        verbose_name = "签到设备"
        verbose_name_plural = "签到设备"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "digest"], name="sign_device_one_member",
                violation_error_message="这台设备已为另一名委员签到",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.entry}的签到设备"


class SignFlag(ScopedModel):
    """签到异常: what was refused and smells, counted; staff look into it and write down what they found."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    kind = models.CharField("异常", max_length=10, choices=FlagKind)
    sitting = models.ForeignKey(
        Sitting, models.CASCADE, null=True, verbose_name="单元", related_name="sign_flags"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="操作账号", related_name="+"
    )
    entry = models.ForeignKey(
        RosterEntry, models.CASCADE, null=True, verbose_name="涉及委员", related_name="+"
    )
    device_owner = models.ForeignKey(
        RosterEntry, models.CASCADE, null=True, verbose_name="设备原签到人", related_name="+"
    )
    detail = models.CharField("说明", max_length=120, blank=True)
    times = models.PositiveIntegerField("次数", default=1)
    first_at = models.DateTimeField("首次", db_default=AppNow())
    last_at = models.DateTimeField("最近一次", db_default=AppNow())
    note = models.CharField("处理情况", max_length=200, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="处理人", related_name="+"
    )
    handled_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "签到异常"
        verbose_name_plural = "签到异常"
        ordering = ("-last_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "sitting", "user", "entry", "device_owner"],
                condition=Q(handled_at=None), name="sign_flag_open_once", nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(kind__in=FlagKind.values), name="sign_flag_kind_known"),
            models.CheckConstraint(
                condition=Q(handled_at=None, handled_by=None)
                | (Q(handled_at__isnull=False, handled_by__isnull=False) & ~Q(note="")),
                name="sign_flag_handled_with_note",
                violation_error_message="处理签到异常须写明处理情况",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.get_kind_display()


class DoorScan(ScopedModel):
    """现场扫码: one scan of a staff phone, sent once or many times; `uuid` is the phone's number for it."""

    SCOPE = "sitting__activity__organization__path"

    sitting = models.ForeignKey(Sitting, models.CASCADE, verbose_name="单元", related_name="door_scans")
    uuid = models.UUIDField("扫码编号")
    entry = models.ForeignKey(RosterEntry, models.CASCADE, null=True, verbose_name="名单", related_name="+")
    name = models.CharField("姓名", max_length=40, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=ScanOutcome)
    moment = models.DateTimeField("到会时间", null=True)
    by_name = models.BooleanField("按姓名登记", default=False)
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="扫码人", related_name="+"
    )
    received_at = models.DateTimeField("收到时间", db_default=AppNow())

    class Meta:
        verbose_name = "现场扫码"
        verbose_name_plural = "现场扫码"
        ordering = ("-received_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "uuid"], name="door_scan_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=ScanOutcome.values), name="door_scan_outcome_known"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.name} {self.get_outcome_display()}"
