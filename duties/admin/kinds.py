"""履职事项: system kinds are shown, an organisation's own are kept by the 经办人 through forms."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from unfold.decorators import display

from accounts.choices import OFFICES, Role
from core.admin_base import ScopedModelAdmin
from core.workflow import Refused
from duties.models import DutyKind
from duties.queries import kinds_for
from duties.services import by_hand
from duties.staff_forms import KindForm

AXES = (("roles", "角色"), ("stages", "阶段"), ("levels", "层级"), ("results", "结果"), ("flags", "标记"))


@admin.register(DutyKind)
class DutyKindAdmin(ScopedModelAdmin):
    may_view = OFFICES
    may_add = may_change = frozenset({Role.OPERATOR})
    list_display = ("label", "unit", "is_attendance", "owner", "words", "enabled")
    list_filter = ("enabled", "is_attendance")
    search_fields = ("label", "code")
    list_per_page = 100

    def get_queryset(self, request):
        return kinds_for(request.actor).order_by("organization_id", "id")

    @display(description="来源", label={"own": "info", "system": ""})
    def owner(self, kind):
        return ("own", "本会自设") if kind.organization_id else ("system", "系统")

    @display(description="可填内容")
    def words(self, kind):
        return "、".join(label for axis, label in AXES if getattr(kind, axis)) or "—"

    def add_view(self, request, form_url="", extra_context=None):
        return self._form(request, None)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        kind = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if kind is None or not self.has_view_permission(request):
            raise Http404
        if kind.organization_id is None or not self.has_change_permission(request, kind):
            return self._page(request, "kind_shown", kind=kind, title=kind.label, axes=_shown(kind))
        return self._form(request, kind)

    def _form(self, request, kind):
        if not self.has_add_permission(request):
            raise PermissionDenied("您没有维护履职事项的权限")
        form = KindForm(request.POST or None, initial=_initial(kind))
        if request.method == "POST" and form.is_valid() and self._saved(request, kind, form):
            return redirect("admin:duties_dutykind_changelist")
        title = f"修改履职事项：{kind.label}" if kind else "新增履职事项"
        return self._page(request, "kind_form", form=form, title=title)

    def _saved(self, request, kind, form) -> bool:
        try:
            saved = by_hand.save_kind(by=request.actor, kind=kind, **form.words())
        except (ValidationError, Refused) as refusal:
            errors = refusal.message_dict if hasattr(refusal, "error_dict") else {None: [str(refusal)]}
            for name, sentences in errors.items():
                form.add_error(name if name in form.fields else None, sentences)
            return False
        self.tell(request, f"“{saved.label}”已保存。")
        return True

    def _page(self, request, template, **context):
        shared = self.admin_site.each_context(request) | {"opts": self.opts}
        return render(request, f"admin/duties/{template}.html", shared | context)


def _initial(kind: DutyKind | None) -> dict:
    if kind is None:
        return {"enabled": True, "unit": "次"}
    plain = {name: getattr(kind, name) for name in ("label", "unit", "is_attendance", "enabled")}
    return plain | {axis: "\n".join(getattr(kind, axis).values()) for axis, _ in AXES}


def _shown(kind: DutyKind) -> list[tuple[str, str]]:
    return [(label, "、".join(getattr(kind, axis).values())) for axis, label in AXES if getattr(kind, axis)]
