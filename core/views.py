"""Pages of the house itself: health, errors, and the state of a job."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import health
from core.models import Job


@never_cache
@require_GET
def healthz(request):
    """200 when database, migrations, broker and worker answer; else 503. Says nothing else."""
    answers = health.report()
    ok = all(answers.values())
    return JsonResponse({"ok": ok, **answers}, status=200 if ok else 503)


@require_GET
def job_progress(request, pk: int):
    """The progress bar of a job of one's own organisation; htmx asks again until it ends."""
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=pk, created_by=request.user.pk)
    response = render(request, "components/job_progress.html", {"job": job})
    if not job.unfinished:
        response["HX-Refresh"] = "true"
    return response


def csrf_failure(request, reason=""):
    request.form_expired = True
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)
