"""Pages beside the registers: draw a form, call one verb, say what happened or why not."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from core.uploads import UploadRefused
from core.workflow import Refused

VARIANTS = {
    "green": "success",
    "amber": "warning",
    "red": "danger",
    "blue": "info",
    "grey": "",
    "gold": "warning",
}


class Pages:
    """For a ModelAdmin of this app."""

    def page(self, request, template: str, **context):
        base = self.admin_site.each_context(request) | {"opts": self.opts}
        return render(request, f"admin/social_info/{template}.html", base | context)

    def act(self, request, form, verb, *, done: str, to, template="form", **context):
        """`verb(form)` on a valid POST, then `done` and the page `to` (or `to(result)`); else the form."""
        if request.method == "POST" and form.is_valid():
            failed, result = attempt(form, lambda: verb(form))
            if not failed:
                self.tell(request, done, messages.SUCCESS)
                return redirect(to(result) if callable(to) else to)
        back = context.pop("back", to if not callable(to) else "")
        return self.page(request, template, form=form, back=back, **context)


def attempt(form, verb) -> tuple[bool, object]:
    """(failed, result); what was refused stands on the form where it belongs."""
    try:
        return False, verb()
    except ValidationError as refusal:
        spread(form, refusal)
    except UploadRefused as refusal:
        form.add_error("scan" if "scan" in form.fields else None, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return True, None


def spread(form, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal.messages)
        return
    for name, sentences in refusal.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)
