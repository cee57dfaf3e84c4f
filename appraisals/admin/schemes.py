"""Versions of schemes: the page with every rule as a sentence, and the acts on it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from unfold.decorators import display

from appraisals import services
from appraisals.admin.base import ScoringAdmin, badge, labels
from appraisals.admin.editing import TITLES, EditorViews
from appraisals.choices import SchemeState
from appraisals.editor.labels import place_of
from appraisals.engine.scheme import SchemeError, YamlError
from appraisals.forms.decisions import AdoptForm, ReasonForm
from appraisals.forms.schemes import CompareForm, NewSchemeForm, UploadForm
from appraisals.models import SchemeVersion
from appraisals.periods import scheme_of
from appraisals.policies import is_operator, may_edit_scheme
from appraisals.queries.schemes import compared, rules_of
from appraisals.workflow import SCHEME


@admin.register(SchemeVersion)
class SchemeVersionAdmin(EditorViews, ScoringAdmin):
    """计分方案: draft, adopted, retired; built by forms."""

    list_display = ("scheme", "number", "state_label", "decided_on", "document_number", "created_at")
    list_filter = ("state",)
    list_select_related = ("scheme",)
    ordering = ("scheme__name", "-number")
    change_list_template = "admin/appraisals/schemes.html"

    @display(description="状态", label=labels(SchemeState))
    def state_label(self, version):
        return version.state, version.get_state_display()

    def has_add_permission(self, request):
        return is_operator(request.actor, request.actor.organization_id)

    def get_urls(self):
        names = {
            "yaml": self.yaml_view,
            "adopt": self.adopt_view,
            "retire": self.retire_view,
            "compare": self.compare_view,
        }
        own = [
            path(f"<int:pk>/{name}/", self.route(view), name=f"appraisals_schemeversion_{name}")
            for name, view in names.items()
        ]
        upload = path("upload/", self.route(self.upload_view), name="appraisals_schemeversion_upload")
        return [upload, *own, *self.editor_urls(), *super().get_urls()]

    def version(self, request, pk) -> SchemeVersion:
        rows = SchemeVersion.objects.visible_to(request.actor).select_related(
            "scheme__organization", "created_by", "adopted_by"
        )
        return self.one(request, pk, rows)

    def add_view(self, request, form_url="", extra_context=None):
        self._only_operator(request)
        form = NewSchemeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            made = self.attempt(request, "已建立草稿。", services.new_scheme, **form.cleaned_data)
            if made:
                return redirect("admin:appraisals_schemeversion_change", made.pk)
        return self.page(request, "form", title="新建计分方案", form=form, submit="建立草稿")

    def upload_view(self, request):
        self._only_operator(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        faults = []
        if request.method == "POST" and form.is_valid():
            name, text = form.cleaned_data["file"]
            try:
                version = services.load_scheme(by=request.actor, text=text, source_note=name)
            except SchemeError as error:
                faults = [(place_of(place), message) for place, message in error.faults]
            except YamlError as error:
                faults = [("文件", str(error))]
            else:
                self.tell(request, f"已读入为{version}。")
                return redirect("admin:appraisals_schemeversion_change", version.pk)
        return self.page(request, "upload", title="从文件读入方案", form=form, faults=faults)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.version(request, object_id)
        if request.method == "POST":
            return self._act(request, version)
        return self.page(request, "version", **self._context(request, version))

    def _act(self, request, version):
        act = request.POST.get("act", "")
        if act == "copy":
            made = self.attempt(request, "已复制为新的草稿版本。", services.copy_version, version=version)
            return redirect("admin:appraisals_schemeversion_change", made.pk if made else version.pk)
        return self.restructure(request, version, act)

    def _context(self, request, version) -> dict:
        steps = {step.name for step in SCHEME.open_to(request.actor, version)}
        return {
            "title": str(version),
            "version": version,
            "state": badge(SchemeState(version.state)),
            "scheme": scheme_of(version),
            "sections": rules_of(version.document),
            "may_edit": may_edit_scheme(request.actor, version),
            "may_copy": self.has_add_permission(request),
            "may": steps,
            "pages": TITLES.items(),
            "trial_url": f"{reverse('admin:appraisals_trialrun_add')}?version={version.pk}",
            "others": version.scheme.versions.exclude(pk=version.pk).exists(),
        }

    def yaml_view(self, request, pk):
        version = self.version(request, pk)
        response = HttpResponse(services.yaml_of(version), content_type="application/yaml; charset=utf-8")
        name = f"{version.scheme.slug}-v{version.number}.yaml"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def adopt_view(self, request, pk):
        version = self.version(request, pk)
        form = AdoptForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self.attempt(request, "方案已通过。", services.adopt_scheme, version=version, **form.cleaned_data)
            return redirect("admin:appraisals_schemeversion_change", version.pk)
        return self.page(
            request, "form", title=f"通过 {version}", form=form, submit="确认通过",
            consequence="通过以后这一版不能再修改，可供考核周期选用；要改须另建新版本。",
        )  # fmt: skip

    def retire_view(self, request, pk):
        version = self.version(request, pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self.attempt(
                request, "方案已停用。", services.retire_scheme, version=version, **form.cleaned_data
            )
            return redirect("admin:appraisals_schemeversion_change", version.pk)
        return self.page(
            request, "form", title=f"停用 {version}", form=form, submit="确认停用",
            consequence="停用后新的考核周期不能再选用；已选用的周期不受影响。",
        )  # fmt: skip

    def compare_view(self, request, pk):
        version = self.version(request, pk)
        form = CompareForm(request.GET or None, version=version)
        rows, other = [], None
        if form.is_bound and form.is_valid():
            other = form.cleaned_data["other"]
            rows = [
                (place_of(place), old, new) for place, old, new in compared(other.document, version.document)
            ]
        return self.page(
            request, "compare", title=f"比较 {version}", version=version, form=form, other=other, rows=rows
        )

    def save_faults(self, request, error: SchemeError) -> None:
        for place, message in error.faults[:5]:
            self.tell(request, f"{place_of(place)}：{message}", messages.ERROR)

    def _only_operator(self, request) -> None:
        self._closed(request)
        if not self.has_add_permission(request):
            raise PermissionDenied("只有经办人能编制计分方案")
