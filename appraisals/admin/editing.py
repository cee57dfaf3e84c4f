"""The editor's pages: one part of a draft at a time, redrawn by htmx while the clerk works."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html

from appraisals import services
from appraisals.editor.labels import place_of
from appraisals.editor.nodes import Page, draw
from appraisals.editor.parts import Part, add, faults_by_field, move, part_of, put, remove, take
from appraisals.editor.reading import change_rows, read
from appraisals.engine.scheme import SchemeError, parse_indicator
from appraisals.engine.scheme.model import Indicator
from appraisals.engine.sentences import indicator_sentence
from appraisals.periods import scheme_of
from appraisals.policies import may_edit_scheme
from appraisals.services.schemes import known_kinds

TITLES = {
    "base": "基本信息", "gates": "基本要求", "once_per_work": "同一事由只计一次", "grades": "等次", "consequences": "结果运用",
    "ranking": "排名与名单", "year": "全年成绩", "readings": "原文未写明之处", "kinds": "本会自设的履职事项",
}  # fmt: skip


class EditorViews:
    """Views of the scheme editor, for the admin of versions."""

    def editor_urls(self):
        return [
            path(
                "<int:pk>/edit/<str:where>/", self.route(self.edit_view), name="appraisals_schemeversion_edit"
            ),
            path(
                "<int:pk>/sentence/<str:where>/",
                self.route(self.sentence_view),
                name="appraisals_schemeversion_sentence",
            ),
        ]

    def edit_view(self, request, pk, where):
        version, part = self._draft(request, pk), part_of(where)
        own = take(version.document, part) if part else None
        if own is None:
            raise Http404
        if request.method != "POST":
            return self._editor(request, version, part, own, {})
        typed = read(part.cls, request.POST, skip=part.skip)
        act, _, name = request.POST.get("act", "").partition(":")
        if act in ("add", "remove", "redraw"):
            typed = change_rows(typed, act, name) if act != "redraw" else typed
            return self._fields(request, version, part, typed, {})
        return self._save(request, version, part, typed)

    def _save(self, request, version, part: Part, typed):
        try:
            services.save_document(
                by=request.actor, version=version, document=put(version.document, part, typed)
            )
        except SchemeError as error:
            here, elsewhere = faults_by_field(error.faults, part)
            others = [f"{place_of(place)}：{message}" for place, message in elsewhere]
            return self._editor(request, version, part, typed, here, others)
        self.tell(request, "已保存。")
        return redirect("admin:appraisals_schemeversion_change", version.pk)

    def sentence_view(self, request, pk, where):
        """The rule as a sentence while it is typed, or the first thing that is missing."""
        part = part_of(where)
        self._draft(request, pk)
        if part is None or part.cls is not Indicator:
            raise Http404
        try:
            indicator = parse_indicator(read(Indicator, request.POST))
        except SchemeError as error:
            place, message = error.faults[0]
            return HttpResponse(format_html("{}：{}", place_of(place), message))
        text = indicator_sentence(indicator) if indicator.method else "请选择计分方法。"
        return HttpResponse(format_html("{}", text))

    def restructure(self, request, version, act: str):
        """Add, move or remove a section or indicator."""
        verb, _, where = act.partition(":")
        back = redirect("admin:appraisals_schemeversion_change", version.pk)
        if not may_edit_scheme(request.actor, version):
            raise PermissionDenied("只有经办人能修改草稿版本")
        try:
            document, target = self._restructured(version.document, verb, where)
            services.save_document(by=request.actor, version=version, document=document)
        except SchemeError as error:
            self.save_faults(request, error)
            return back
        return redirect("admin:appraisals_schemeversion_edit", version.pk, target) if target else back

    def _restructured(self, document, verb, where):
        section_list = where == "sections" or (where.endswith(".indicators") and part_of(where[:-11]))
        if verb == "add" and section_list:
            return add(document, where)
        part = part_of(where)
        if part is None or not where[-1].isdigit() or take(document, part) is None:
            raise Http404
        if verb == "remove":
            return remove(document, where), ""
        if verb not in ("up", "down"):
            raise Http404
        return move(document, where, -1 if verb == "up" else 1), ""

    def _draft(self, request, pk):
        version = self.version(request, pk)
        if not may_edit_scheme(request.actor, version):
            raise PermissionDenied("只有经办人能修改草稿版本")
        return version

    def _editor(self, request, version, part, own, errors, others=()):
        context = self._drawn(version, part, own, errors)
        name = own.get("name", "") if not part.wrapped and part.path != "base" else ""
        return self.page(
            request, "editor", title=f"{TITLES.get(part.path) or name or '编辑'}", version=version, part=part,
            others=others, faulty=bool(errors or others), live=part.cls is Indicator, **context,
        )  # fmt: skip

    def _fields(self, request, version, part, own, errors):
        context = {"version": version, "part": part, **self._drawn(version, part, own, errors)}
        return render(request, "admin/appraisals/editor_fields.html", context)

    def _drawn(self, version, part: Part, own, errors) -> dict:
        page = Page(
            errors, references(version), known_kinds(version.scheme.organization_id) | _own_kinds(version)
        )
        main, more = draw(part.cls, own, "", page, part.skip)
        opened = any(node.filled or node.errors for node in more)
        return {"main": main, "more": more, "more_open": opened, "top_errors": errors.get("", [])}


def _own_kinds(version) -> dict:
    return {kind.code: kind.label for kind in scheme_of(version).kinds}


def references(version) -> dict[str, dict[str, str]]:
    """What other parts a field may name: key → name."""
    scheme = scheme_of(version)
    indicators = {item.key: item.name for item in scheme.indicators}
    caps = {cap.key: cap.name or cap.key for section in scheme.sections for cap in section.shared_caps}
    bands = {band.name: band.name for band in scheme.grades.bands} if scheme.grades else {}
    return {
        "indicator": indicators,
        "indicators": indicators,
        "of": indicators | caps,
        "under": {"highest": "分值高的一项", **indicators},
        "section": {item.key: item.name for item in scheme.sections},
        "gate": {item.key: item.name for item in scheme.gates},
        "grades": bands,
        "grade_ceiling": bands,
    }
