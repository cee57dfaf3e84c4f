"""活动类型: the system's are shown; what an organisation changes becomes its own copy."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.choices import OFFICES, Role
from activities.admin.desk import Desk
from activities.models import ActivityKind
from activities.queries.kinds import kinds_of
from activities.services import save_kind
from activities.services.kinds import RULES
from core.admin_base import ScopedModelAdmin
from core.workflow import Refused
from duties.queries import kinds_for

CHOSEN = ("family", "unit", "leave_approver")
COUNTED = (
    "leave_notice_days", "max_leave_requests", "late_after", "early_before", "absent_below_num",
    "absent_below_den", "opens_before", "closes_after",
)  # fmt: skip


class KindForm(forms.ModelForm):
    """The rules of a kind; saved by its verb."""

    duty_kind = forms.ChoiceField(label="计入的履职事项", widget=UnfoldAdminSelectWidget)
    group_duty_kind = forms.ChoiceField(
        label="小组、联组会议另计入", required=False, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = ActivityKind
        fields = (*RULES, "enabled")
        widgets = {
            "label": UnfoldAdminTextInputWidget,
            "basis": UnfoldAdminTextInputWidget,
            "must_attend": UnfoldBooleanWidget,
            "enabled": UnfoldBooleanWidget,
            **dict.fromkeys(CHOSEN, UnfoldAdminSelectWidget),
            **dict.fromkeys(COUNTED, UnfoldAdminIntegerFieldWidget),
        }

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        duties = kinds_for(actor).filter(enabled=True).order_by("organization_id", "id")
        choices = [(kind.code, kind.label) for kind in duties if "member" in kind.bearer_kinds]
        self.fields["duty_kind"].choices = choices
        self.fields["group_duty_kind"].choices = [("", "不另计"), *choices]
        if not self.instance.pk:
            self.fields["code"] = forms.SlugField(
                label="代码", max_length=40, widget=UnfoldAdminTextInputWidget,
                help_text="字母、数字和下划线，保存后不再改。",
            )  # fmt: skip
        for name in COUNTED:
            if self.fields[name].min_value is None or self.fields[name].min_value < 0:
                self.fields[name].min_value = 0

    def _post_clean(self):
        """The verb validates its own copy; a system kind is never touched by this form."""


@admin.register(ActivityKind)
class ActivityKindAdmin(Desk, ScopedModelAdmin):
    may_view = OFFICES
    may_add = may_change = frozenset({Role.OPERATOR})
    list_display = ("label", "family", "unit", "must_attend", "leave", "basis", "owner", "enabled")
    list_filter = ("family", "enabled")
    search_fields = ("label", "code")
    list_per_page = 100

    def get_queryset(self, request):
        return kinds_of(request.actor.organization_id)

    @display(description="请假")
    def leave(self, kind):
        return f"提前 {kind.leave_notice_days} 天，{kind.get_leave_approver_display()}批准"

    @display(description="来源", label={"own": "info", "system": ""})
    def owner(self, kind):
        return ("own", "本会") if kind.organization_id else ("system", "系统")

    def add_view(self, request, form_url="", extra_context=None):
        return self._form(request, None)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        kind = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if kind is None or not self.has_view_permission(request):
            raise Http404
        if not self.has_change_permission(request, kind):
            return self.page(request, "kind", title=kind.label, kind=kind, shown=_shown(kind))
        return self._form(request, kind)

    def _form(self, request, kind):
        if not self.has_add_permission(request):
            raise PermissionDenied("您没有维护活动类型的权限")
        form = KindForm(request.POST or None, instance=kind, actor=request.actor)
        if request.method == "POST" and form.is_valid() and self._saved(request, kind, form):
            return redirect("admin:activities_activitykind_changelist")
        title = f"修改活动类型：{kind.label}" if kind else "新增活动类型"
        note = (
            "系统类型保存后成为本会自己的一份，系统原有的不变。" if kind and not kind.organization_id else ""
        )
        return self.page(
            request, "desk_form", title=title, form=form, submit="保存活动类型", consequence=note
        )

    def _saved(self, request, kind, form) -> bool:
        try:
            saved = save_kind(by=request.actor, kind=kind, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        except ValidationError as refusal:
            for name, sentences in refusal.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
            return False
        self.tell(request, f"“{saved.label}”已保存，此后发布的活动按新的规定办理。")
        return True


def _shown(kind: ActivityKind) -> list[tuple[str, str]]:
    """Label and value of every rule, for who may not change them."""
    found = []
    for name in RULES:
        display = getattr(kind, f"get_{name}_display", None)
        value = display() if display else getattr(kind, name)
        if isinstance(value, bool):
            value = "是" if value else "否"
        found.append((str(kind._meta.get_field(name).verbose_name), "—" if value in (None, "") else value))
    return found
