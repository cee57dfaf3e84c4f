"""缺少一条记录: a member asks for it and sees how each request stands."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.workflow import Refused
from duties import services
from duties.choices import MissingState
from duties.forms import MissingForm
from duties.models import MissingRecord
from duties.queries import kinds_for
from members.queries import membership_of

WHO_SEES = "只有秘书处工作人员能看到您的申请；核实后补登，处理结果会通知您。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request):
    """The form, and below it what was asked before."""
    membership = membership_of(request.actor)
    if membership is None:
        raise Http404
    kinds = kinds_for(request.actor).filter(enabled=True, bearer_kinds__contains=["member"])
    form = MissingForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_missing(by=request.actor, membership=membership, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "申请已提交，秘书处核实后处理。")
            return redirect("duties:missing")
    asked = MissingRecord.objects.visible_to(request.actor).filter(membership=membership)
    context = {
        "heading": "缺少一条记录",
        "lead": "台账中没有您参加过的会议、活动或提交过的材料时，请在这里申请补登。",
        "form": form,
        "submit_label": "提交申请",
        "cancel_url": reverse("duties:own"),
        "who_sees": WHO_SEES,
        "asked": [(one, MissingState(one.state)) for one in asked.select_related("kind")[:50]],
        "breadcrumbs": [
            {"label": "履职记录", "url": reverse("duties:own")},
            {"label": "缺少一条记录", "url": ""},
        ],
    }
    return render(request, "duties/missing.html", context)
