"""Forms of the staff pages of accounts and the tree."""

from accounts.models import RoleGrant
from core.admin_forms import SpanForm
from core.clock import today
from organizations.models import Term


class GrantForm(SpanForm):
    """A role with its first day and, where known, its last."""

    class Meta:
        model = RoleGrant
        fields = ("user", "role", "committee", "unit")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "starts_on" in self.fields:
            self.fields["starts_on"].initial = today


class TermForm(SpanForm):
    class Meta:
        model = Term
        fields = ("number",)
