"""Who may log in, and which role each holds at which organisation, from when to when."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from accounts.choices import FOR_UNITS, SEPARATED, Role
from core.clock import AppNow
from core.scope import NoActor, ScopedModel
from organizations.models import Committee, Organization, Unit


class UserQuerySet(models.QuerySet):
    """Accounts as an organisation sees them."""

    def visible_to(self, actor):
        """Accounts that the actor's organisation keeps, or to which it has given a role."""
        if actor is None:
            raise NoActor("User: visible_to(None)")
        if actor.organization_id is None:
            return self.none()
        granted = RoleGrant.objects.filter(organization=actor.organization_id).values("user")
        return self.filter(Q(organization=actor.organization_id) | Q(pk__in=granted))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes users; the password is hashed, or unusable until a slip activates the account."""

    def create_user(self, username: str, display_name: str, password: str | None = None, **extra) -> "User":
        user = self.model(username=username, display_name=display_name, **extra)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who can log in. Rights come from `RoleGrant` alone; `organization` keeps the account."""

    PERSONAL = frozenset({"password", "phone"})

    password = models.CharField("密码", max_length=128)
    last_login = models.DateTimeField("最近登录", null=True, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name="管理组织", related_name="accounts"
    )
    username = models.CharField(
        "登录名",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[\w.@-]+$", "登录名只能用汉字、字母、数字和 . @ - _")],
        error_messages={"unique": "该登录名已被使用"},
    )
    display_name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机号", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间", db_default=AppNow())

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ("username",)

    def __str__(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name

    def get_full_name(self):
        return self.display_name

    def has_perm(self, perm, obj=None) -> bool:
        """Django's own permissions are not used; see `RoleGrant`."""
        return False

    def has_module_perms(self, app_label) -> bool:
        return False


class RoleGrant(ScopedModel):
    """One role of one user at one organisation (and committee or unit, for their people) over a span."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="账号", related_name="grants")
    role = models.CharField("角色", max_length=20, choices=Role)
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, verbose_name="专委会",
        help_text="仅“专委会办公室”须填",
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="承办单位",
        limit_choices_to={"enabled": True}, help_text="仅承办单位联络员、审签人须填",
    )  # fmt: skip
    during = DateRangeField("有效期")

    class Meta:
        verbose_name = "角色授予"
        verbose_name_plural = "角色授予"
        ordering = ("organization", "user", "role")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known"),
            models.CheckConstraint(
                condition=Q(role=Role.COMMITTEE_OFFICE, committee__isnull=False)
                | (~Q(role=Role.COMMITTEE_OFFICE) & Q(committee__isnull=True)),
                name="grant_committee_for_its_office",
                violation_error_message="“专委会办公室”须选择专委会，其他角色不选",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(FOR_UNITS), unit__isnull=False)
                | (~Q(role__in=sorted(FOR_UNITS)) & Q(unit__isnull=True)),
                name="grant_unit_for_its_people",
                violation_error_message="承办单位联络员、审签人须选择承办单位，其他角色不选",
            ),
            ExclusionConstraint(
                name="grant_three_administrators_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Case(When(role__in=sorted(SEPARATED), then=F("role")), default=Value("business")),
                        RangeOperators.NOT_EQUAL,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message="系统管理员、安全管理员、审计员须各由一人专任，不得互相兼任，也不得兼任业务角色",
            ),
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    (Coalesce("committee", 0), RangeOperators.EQUAL),
                    (Coalesce("unit", 0), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message="该账号在此期间已有相同角色",
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()}"


class ActivationSlip(ScopedModel):
    """A printed one-time code with which a person sets the first (or a forgotten) password."""

    SCOPE = "organization__path"
    PERSONAL = frozenset({"code_digest"})

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    user = models.ForeignKey(User, models.PROTECT, verbose_name="账号")
    code_digest = models.CharField("激活码摘要", max_length=64)
    issued_at = models.DateTimeField("签发时间", db_default=AppNow())
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    closed_at = models.DateTimeField("作废时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)

    class Meta:
        verbose_name = "激活单"
        verbose_name_plural = "激活单"
        ordering = ("-issued_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, closed_at__isnull=True),
                name="one_open_slip_per_user",
            )
        ]

    def __str__(self):
        return f"{self.user} 激活单"


class OpenSession(models.Model):
    """A log-in that may still be going on, so that its owner can see and end it."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", related_name="open_sessions")
    session_key = models.CharField("会话", max_length=40, unique=True)
    began_at = models.DateTimeField("登录时间", db_default=AppNow())
    device = models.CharField("设备", max_length=60, blank=True)
    address = models.GenericIPAddressField("网络地址", null=True, blank=True)

    class Meta:
        verbose_name = "登录设备"
        verbose_name_plural = "登录设备"
        ordering = ("-began_at", "-id")

    def __str__(self):
        return f"{self.user} {self.device}"
