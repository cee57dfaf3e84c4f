"""Windows of days: for clusters, and the month of a 通报."""

import datetime as dt

from django import forms
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from core.clock import today
from social_info.forms.staff import day


def quarter_ago() -> dt.date:
    return today() - dt.timedelta(days=90)


class ScanForm(forms.Form):
    since = day("报送日期起", initial=quarter_ago)
    until = day("报送日期止", initial=today)
    percent = forms.IntegerField(
        label="相近程度（%）", initial=60, min_value=30, max_value=100, widget=UnfoldAdminIntegerFieldWidget,
        help_text="数字越大越严；60 左右适合归并同类事项，90 以上适合查找照抄。",
    )  # fmt: skip


class MonthForm(forms.Form):
    month = day("月份中的任一天", initial=today)
