"""Forms of staff pages that people type dates into."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDateWidget

ONE_DAY = dt.timedelta(days=1)


class SpanForm(forms.ModelForm):
    """The range column `during` as its first and its last day; both days count."""

    starts_on = forms.DateField(label="开始日期", widget=UnfoldAdminDateWidget)
    ends_on = forms.DateField(
        label="结束日期", widget=UnfoldAdminDateWidget, required=False, help_text="当日仍有效；没有期限可不填"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        during = self.instance.during
        if during:
            self.initial.setdefault("starts_on", during.lower)
            self.initial.setdefault("ends_on", during.upper and during.upper - ONE_DAY)

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            raise ValidationError({"ends_on": "结束日期不能早于开始日期"})
        if first:
            self.instance.during = DateRange(first, last and last + ONE_DAY)
        return data


class Span:
    """List columns «起» and «止» of a register with `during`."""

    @display(description="起", ordering="during")
    def since(self, row):
        return row.during.lower

    @display(description="止")
    def until(self, row):
        return row.during.upper and row.during.upper - ONE_DAY
