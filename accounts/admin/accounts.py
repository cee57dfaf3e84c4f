"""系统管理员 opens accounts, 安全管理员 grants roles; each sees the other's work and cannot do it."""

from django.contrib import admin
from django.db.models import Prefetch
from unfold.decorators import display

from accounts import policies, services, slips
from accounts.admin.forms import GrantForm
from accounts.choices import MEMBERS, SECRETARIAT, Role
from accounts.models import ActivationSlip, RoleGrant, User
from core.admin_base import ReadOnlyAdmin, ScopedModelAdmin, demand
from core.admin_forms import Span
from core.admin_reasons import Reasoned
from core.clock import now, today
from core.crypto import mask_phone

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


@admin.register(User)
class UserAdmin(Reasoned, ScopedModelAdmin):
    may_view = ADMINISTRATORS
    may_add = may_change = frozenset({Role.SYSTEM_ADMIN})
    list_display = ("username", "display_name", "masked_phone", "state", "roles", "bound", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "display_name", "phone")
    search_help_text = "登录名、姓名或手机号"
    fields = ("username", "display_name", "phone", "is_active", "last_login", "password_changed_at")
    readonly_fields = ("is_active", "last_login", "password_changed_at")
    actions = ("print_slips", "disable", "enable", "reset_device")

    def get_queryset(self, request):
        held = RoleGrant.objects.visible_to(request.actor).filter(during__contains=today())
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("grants", held, to_attr="held"), "totpdevice_set")
        )

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or policies.may_manage_account(request.actor, obj)
        )

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("username", "display_name", "phone")

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        obj.pk = services.create_account(
            by=request.actor, username=obj.username, display_name=obj.display_name, phone=obj.phone
        ).pk
        return None

    @display(description="状态", ordering="is_active", label={"启用": "success", "停用": "danger"})
    def state(self, user):
        return "启用" if user.is_active else "停用"

    @display(description="手机号")
    def masked_phone(self, user):
        return mask_phone(user.phone) or None

    @display(description="本组织角色")
    def roles(self, user):
        return "、".join(dict.fromkeys(grant.get_role_display() for grant in user.held)) or "—"

    @display(description="动态口令")
    def bound(self, user):
        return "已绑定" if any(device.confirmed for device in user.totpdevice_set.all()) else "未绑定"

    def has_manage_permission(self, request):
        return request.actor.holds(Role.SYSTEM_ADMIN)

    def has_secure_permission(self, request):
        return request.actor.holds(Role.SECURITY_ADMIN)

    @admin.action(description="签发激活单并打印", permissions=["manage"])
    def print_slips(self, request, queryset):
        users = list(queryset)
        demand(all(policies.may_issue_slip(request.actor, user) for user in users))
        return slips.issue_and_render(request, users)

    @admin.action(description="停用账号", permissions=["manage"])
    def disable(self, request, queryset):
        return self._each(
            request,
            queryset,
            policies.may_manage_account,
            services.disable_account,
            title="停用账号",
            consequence="停用后即时退出登录，不能再登录；角色和历史记录保留，可以重新启用。",
        )

    @admin.action(description="启用账号", permissions=["manage"])
    def enable(self, request, queryset):
        return self._each(
            request,
            queryset,
            policies.may_manage_account,
            services.enable_account,
            title="启用账号",
            consequence="启用后可用原密码登录，仍有效的角色随之恢复使用。",
        )

    @admin.action(description="重置动态口令", permissions=["secure"])
    def reset_device(self, request, queryset):
        return self._each(
            request,
            queryset,
            policies.may_reset_device,
            services.reset_device,
            title="重置动态口令",
            consequence="原手机上的动态口令失效并即时退出登录，下次登录时重新绑定。",
        )

    def _each(self, request, queryset, policy, service, *, title, consequence):
        users = list(queryset)
        demand(all(policy(request.actor, user) for user in users))

        def act(reason):
            for user in users:
                service(user=user, by=request.actor, reason=reason)
            self.tell(request, f"已{title}：{'、'.join(str(user) for user in users)}")

        return self.with_reason(request, users, title=title, consequence=consequence, verb=act)


@admin.register(RoleGrant)
class RoleGrantAdmin(Reasoned, Span, ScopedModelAdmin):
    form = GrantForm
    may_view = ADMINISTRATORS
    may_add = frozenset({Role.SECURITY_ADMIN})
    list_display = ("user", "role", "committee", "unit", "since", "until", "state")
    list_filter = ("role",)
    list_select_related = ("user", "committee", "committee__term", "unit")
    search_fields = ("user__username", "user__display_name")
    search_help_text = "登录名或姓名"
    fields = ("user", "role", "committee", "unit", "starts_on", "ends_on")
    autocomplete_fields = ("user",)
    actions = ("end",)

    def get_readonly_fields(self, request, obj=None):
        return ("since", "until") if obj else ()

    def get_fields(self, request, obj=None):
        return ("user", "role", "committee", "unit", "since", "until") if obj else self.fields

    @display(description="状态", label={"有效": "success", "已结束": "default", "未开始": "info"})
    def state(self, grant):
        day = today()
        if grant.during.isempty or (grant.during.upper and grant.during.upper <= day):
            return "已结束"
        return "未开始" if grant.during.lower and grant.during.lower > day else "有效"

    def save_model(self, request, obj, form, change):
        granted = services.grant_role(
            by=request.actor,
            user=obj.user,
            role=obj.role,
            organization=obj.organization,
            committee=obj.committee,
            unit=obj.unit,
            during=obj.during,
        )
        obj.pk = granted.pk

    def has_secure_permission(self, request):
        return request.actor.holds(Role.SECURITY_ADMIN)

    @admin.action(description="收回角色（即时生效）", permissions=["secure"])
    def end(self, request, queryset):
        grants = list(queryset.select_related("user"))

        def act(reason):
            for grant in grants:
                services.end_grant(by=request.actor, grant=grant, reason=reason)
            self.tell(request, f"已收回：{'、'.join(str(grant) for grant in grants)}")

        return self.with_reason(
            request, grants, title="收回角色", consequence="自今日起不再具有该角色，即时生效。", verb=act
        )


@admin.register(ActivationSlip)
class ActivationSlipAdmin(ReadOnlyAdmin):
    """Which slips are out (to the secretariat: members' alone); the codes are known only to the paper."""

    may_view = ADMINISTRATORS | SECRETARIAT
    list_display = ("user", "issued_at", "expires_at", "state")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name")
    fields = ("user", "issued_at", "expires_at", "used_at", "closed_at", "attempts")

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if request.actor.holds(*ADMINISTRATORS):
            return rows
        members = RoleGrant.objects.visible_to(request.actor).filter(role__in=MEMBERS)
        return rows.filter(user__in=members.values("user"))

    @display(
        description="状态",
        label={"待使用": "info", "已使用": "success", "已作废": "default", "已过期": "warning"},
    )
    def state(self, slip):
        if slip.used_at:
            return "已使用"
        if slip.closed_at or slip.attempts >= services.MOST_ATTEMPTS:
            return "已作废"
        return "已过期" if slip.expires_at <= now() else "待使用"
