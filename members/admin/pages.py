"""A form page of the staff site: draws the form, calls one verb, says what happened or why not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from core.workflow import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Pages:
    """For a ModelAdmin: pages beside the register."""

    def page(self, request, template: str, **context):
        base = self.admin_site.each_context(request) | {"opts": self.opts}
        return render(request, f"admin/members/{template}.html", base | context)

    def act(self, request, form, verb, *, done: str, to: str, **context):
        """`verb(form)` on a valid POST, then the sentence `done` and the page `to`; else the form again."""
        if request.method == "POST" and form.is_valid():
            try:
                verb(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, done, messages.SUCCESS)
                return redirect(to)
        return self.page(request, "form", form=form, back=to, **context)


def demand(allowed: bool, what: str) -> None:
    if not allowed:
        raise PermissionDenied(f"您没有{what}的权限")


def download(content: bytes, name: str) -> HttpResponse:
    """A book to keep; never shown in the page."""
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "no-store"
    return response
