"""Staff pages: tables handed in, and Word templates."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from unfold.decorators import display

from accounts.choices import OFFICES, Role
from core.admin_base import ScopedModelAdmin
from core.uploads import UploadRefused
from core.workflow import Refused
from documents import services
from documents.choices import BatchState, LetterKind
from documents.files import CONTENT_TYPES
from documents.forms import DeclineForm, HandInForm, LetterForm
from documents.imports import all_importers, importer_of, kinds_open_to
from documents.models import ImportBatch, LetterTemplate
from documents.rendering import DEFAULTS, LetterRefused
from documents.services.letters import may_replace
from documents.views import file_response, opened
from documents.workflow import may_confirm, may_decline

VARIANTS = {"green": "success", "amber": "warning", "red": "danger", "blue": "info", "grey": ""}
TONES = {state.value: VARIANTS[state.tone] for state in BatchState}


@admin.register(ImportBatch)
class ImportBatchAdmin(ScopedModelAdmin):
    """导入: hand in, look at what would change, confirm by a second person."""

    list_display = ("name", "kind_label", "state_label", "counts_text", "created_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("created_by",)
    search_fields = ("name",)

    def get_queryset(self, request):
        """Tables of a register are seen by those who keep it: they hold what others see masked."""
        return super().get_queryset(request).filter(kind__in=kinds_open_to(request.actor))

    def has_view_permission(self, request, obj=None):
        return bool(kinds_open_to(request.actor))

    def has_add_permission(self, request):
        return any(importer.may_hand_in(request.actor) for importer in all_importers())

    @display(description="类别")
    def kind_label(self, batch):
        return importer_of(batch.kind).label

    @display(description="状态", label=TONES)
    def state_label(self, batch):
        return batch.state, batch.get_state_display()

    @display(description="内容")
    def counts_text(self, batch):
        return counts_sentence(batch.counts)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("template/<slug:kind>/", view(self.template_view), name="documents_importbatch_template"),
            path("<int:pk>/progress/", view(self.progress_view), name="documents_importbatch_progress"),
            path("<int:pk>/file/<slug:which>/", view(self.file_view), name="documents_importbatch_file"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied("您没有提交表格的权限")
        kind = request.GET.get("kind", "")
        form = HandInForm(
            request.POST or None, request.FILES or None, actor=request.actor, initial={"kind": kind}
        )
        if request.method == "POST" and form.is_valid():
            try:
                batch = services.hand_in(by=request.actor, **form.cleaned_data)
            except (UploadRefused, Refused) as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("admin:documents_importbatch_change", batch.pk)
        context = {"form": form, "title": "导入表格", "importers": self._offered(request)}
        return self._page(request, "admin/documents/hand_in.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        batch = self._batch(request, object_id)
        decline = DeclineForm(request.POST if "decline" in request.POST else None)
        if request.actor.user_id == batch.created_by_id:
            decline.fields["reason"].label = "撤回理由"
        if request.method == "POST" and self._decide(request, batch, decline):
            return redirect("admin:documents_importbatch_change", batch.pk)
        return self._page(request, "admin/documents/batch.html", self._context(request, batch, decline))

    def progress_view(self, request, pk):
        """The bar of a batch under way; asks the browser to load the page anew when it ends."""
        batch = self._batch(request, pk)
        response = render(request, "admin/documents/progress.html", {"batch": batch, "job": batch.job})
        if batch.state not in (BatchState.CHECKING, BatchState.STORING):
            response["HX-Refresh"] = "true"
        return response

    def file_view(self, request, pk, which):
        """The file as handed in, or its copy with marked errors."""
        batch = self._batch(request, pk)
        file = services.open_file(by=request.actor, batch=batch, which=which)
        if file is None:
            raise Http404
        suffix = file.name.rpartition(".")[2]
        name = batch.name if which == "original" else f"{batch.name.rpartition('.')[0]}（带错误标记）.xlsx"
        return file_response(opened(file), name, CONTENT_TYPES[suffix])

    def template_view(self, request, kind):
        importer = next((one for one in self._offered(request) if one.kind == kind), None)
        if importer is None:
            raise Http404
        return file_response(importer.template(), f"{importer.label}模板.xlsx", CONTENT_TYPES["xlsx"])

    def _decide(self, request, batch, decline) -> bool:
        try:
            if "confirm" in request.POST:
                services.confirm(by=request.actor, batch=batch, sha256=request.POST.get("sha256", ""))
                self.tell(request, "已确认，正在入库。")
                return True
            if "decline" in request.POST and decline.is_valid():
                services.decline(by=request.actor, batch=batch, reason=decline.cleaned_data["reason"])
                self.tell(request, "已退回，没有写入任何内容。")
                return True
        except Refused as refusal:
            self.tell(request, str(refusal), messages.ERROR)
            return True
        return False

    def _context(self, request, batch, decline) -> dict:
        actor = request.actor
        return {
            "title": f"导入{importer_of(batch.kind).label}",
            "batch": batch,
            "counts": in_order(batch.counts),
            "job": batch.job,
            "tone": TONES[batch.state],
            "under_way": batch.state in (BatchState.CHECKING, BatchState.STORING),
            "own": actor.user_id == batch.created_by_id,
            "may_confirm": batch.state == BatchState.READY and may_confirm(actor, batch),
            "may_decline": batch.state in (BatchState.CHECKING, BatchState.READY, BatchState.WRONG)
            and may_decline(actor, batch),
            "decline": decline,
            "again_url": f"{reverse('admin:documents_importbatch_add')}?kind={batch.kind}",
        }

    def _page(self, request, template, context):
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return render(request, template, context)

    def _batch(self, request, pk) -> ImportBatch:
        if not self.has_view_permission(request):
            raise PermissionDenied("您没有查看导入批次的权限")
        rows = self.get_queryset(request).select_related("job", "created_by", "decided_by")
        return get_object_or_404(rows, pk=pk) if str(pk).isdecimal() else _missing()

    def _offered(self, request):
        return [importer for importer in all_importers() if importer.may_hand_in(request.actor)]


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ScopedModelAdmin):
    """文书模板: replace the Word layout of a letter."""

    may_view = OFFICES
    may_add = frozenset({Role.OPERATOR})
    list_display = ("kind", "name", "in_use", "uploaded_by", "uploaded_at")
    list_select_related = ("uploaded_by",)

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.current_view)
        return [
            path("current/<slug:kind>/", view, name="documents_lettertemplate_current"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not may_replace(request.actor):
            raise PermissionDenied("您没有更换文书模板的权限")
        form = LetterForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                letter = services.replace_letter(by=request.actor, **form.cleaned_data)
            except (UploadRefused, LetterRefused, Refused) as refusal:
                form.add_error("file", str(refusal))
            else:
                self.tell(request, f"已试填成功，“{letter}”今后使用这个模板。")
                return redirect("admin:documents_lettertemplate_changelist")
        context = {"form": form, "title": "更换文书模板", "kinds": LetterKind, "opts": self.opts}
        return render(request, "admin/documents/letter.html", self.admin_site.each_context(request) | context)

    def current_view(self, request, kind):
        """The template in use: the organisation's own, else the one that comes with the house."""
        if not self.has_view_permission(request):
            raise PermissionDenied("您没有查看文书模板的权限")
        if kind not in LetterKind.values:
            raise Http404
        own = LetterTemplate.objects.visible_to(request.actor).filter(kind=kind, in_use=True).first()
        content = opened(own.file) if own else (DEFAULTS / f"{kind}.docx").open("rb")
        return file_response(content, f"{LetterKind(kind).label}模板.docx", CONTENT_TYPES["docx"])


def counts_sentence(counts: dict) -> str:
    """{"错误": 3, "新增": 12} → «新增 12，错误 3»."""
    return "，".join(f"{label} {number}" for label, number in in_order(counts)) or "—"


def in_order(counts: dict) -> list[tuple[str, int]]:
    """All rows first, errors last; the database keeps no order of its own."""
    places = {"总行数": 0, "新增": 1, "错误": 9}
    return sorted(counts.items(), key=lambda item: (places.get(item[0], 5), item[0]))


def _missing():
    raise Http404
