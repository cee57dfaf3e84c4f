"""The report as a member writes it on the phone, the 微建议, a word, an answer of a unit."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError

from core.clock import today
from documents.choices import Label
from documents.files import ACCEPT, HELP, NOT_SECRET
from duties.importing.roster import NotFound, Roster
from members.models import Membership
from social_info.choices import ReporterKind, Topic
from social_info.models.reports import OPEN_LABELS
from social_info.services import Name
from social_info.services.referring import MOST_REPLY, MOST_SUGGESTION
from social_info.services.texts import MOST_DRAFT, MOST_TITLE

SEPARATOR = re.compile(r"[、，,；;\s]+")
LABEL_HELP = {
    Label.PUBLIC: "公开：可在刊物和平台公开",
    Label.INTERNAL: "内部：研究室和主席会议成员可阅",
    Label.SENSITIVE: "敏感：只有反映人和指定的人员可阅",
    Label.OWN: "限本人：只有第一反映人和敏感信息经办人可阅",
}
TEXT_FIELDS = (
    "title",
    "situation",
    "causes",
    "suggestions",
    "topic",
    "area",
    "source_note",
    "label",
    "urgent",
)


class ReportForm(forms.Form):
    """One matter: what is the case, why, what to do. `rules` are the organisation's limits."""

    draft_key = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    title = forms.CharField(
        label="标题", max_length=MOST_TITLE, required=False,
        help_text="一事一报，写明事项，例如“关于城区学校周边停车难的情况反映”。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": MOST_TITLE}),
    )  # fmt: skip
    situation = forms.CharField(label="情况反映", required=False, widget=forms.Textarea(attrs={"rows": 7}))
    causes = forms.CharField(label="原因分析", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    suggestions = forms.CharField(label="意见建议", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    topic = forms.ChoiceField(label="分类", choices=Topic.choices, initial=Topic.OTHER)
    area = forms.CharField(
        label="反映地区", max_length=40, required=False, help_text="例如某镇、某街道，可不填。"
    )
    source_note = forms.CharField(
        label="线索来源", max_length=80, required=False, help_text="信息站、工作室、协商活动等，可不填。"
    )
    joint = forms.CharField(
        label="联名委员", required=False, max_length=400,
        help_text="写姓名或委员编号，用顿号隔开，可不填。报送后会告知各位联名委员。",
    )  # fmt: skip
    label = forms.ChoiceField(
        label="谁可以看", choices=LABEL_HELP.items(), initial=Label.INTERNAL, widget=forms.RadioSelect
    )
    urgent = forms.BooleanField(label="紧急，走直通车", required=False)

    def __init__(self, *args, rules, organization, with_joint: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["draft_key"].initial = uuid.uuid4().hex
        self.fields[
            "situation"
        ].help_text = f"情况、原因、建议合计不超过 {rules.max_characters} 字。{NOT_SECRET}。"
        self.fields["urgent"].help_text = f"研究室在 {rules.fast_lane_hours} 小时内处理，请只用于紧急情况。"
        if not with_joint:
            del self.fields["joint"]
        for name in ("situation", "causes", "suggestions"):
            self.fields[name].max_length = MOST_DRAFT

    def clean_joint(self) -> list[Name]:
        """The joint reporters; the writer is added by the verb."""
        return members_named(self.organization, self.cleaned_data["joint"])

    def texts(self) -> dict:
        return {name: self.cleaned_data[name] for name in TEXT_FIELDS if name in self.cleaned_data}


class DraftForm(forms.Form):
    """What autosave sends: anything may be missing, nothing is judged but its shape."""

    draft_key = forms.CharField(max_length=36, required=False)
    revision = forms.IntegerField(min_value=0, required=False)
    title = forms.CharField(required=False)
    situation = forms.CharField(required=False)
    causes = forms.CharField(required=False)
    suggestions = forms.CharField(required=False)
    topic = forms.ChoiceField(choices=Topic.choices, required=False)
    area = forms.CharField(required=False)
    source_note = forms.CharField(required=False)
    label = forms.ChoiceField(choices=Label.choices, required=False)
    urgent = forms.BooleanField(required=False)

    def texts(self) -> dict:
        """Only what was sent; a choice left out stays as it is."""
        found = {name: self.cleaned_data[name] for name in TEXT_FIELDS if name in self.cleaned_data}
        return {name: value for name, value in found.items() if value or name not in ("topic", "label")}


class SuggestionForm(forms.Form):
    text = forms.CharField(
        label="建议", max_length=MOST_SUGGESTION,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MOST_SUGGESTION, "data-count": "text-count"}),
        help_text=f"一两句话说清问题和办法。<span id=\"text-count\"></span> {NOT_SECRET}。",
        error_messages={"required": "请写下您的建议。", "max_length": f"不超过 {MOST_SUGGESTION} 字。"},
    )  # fmt: skip
    place = forms.CharField(label="地点", max_length=60, required=False, help_text="可不填。")
    topic = forms.ChoiceField(label="分类", choices=Topic.choices, initial=Topic.OTHER)
    label = forms.ChoiceField(
        label="谁可以看",
        choices=[(one, LABEL_HELP[one]) for one in OPEN_LABELS],
        initial=Label.INTERNAL,
        widget=forms.RadioSelect,
    )


class SpeakForm(forms.Form):
    text = forms.CharField(
        label="留言", max_length=500, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        error_messages={"required": "请填写留言。", "max_length": "不超过 500 字。"},
    )  # fmt: skip


class FileForm(forms.Form):
    file = forms.FileField(
        label="附件", help_text=HELP, widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": "请选择文件。"},
    )  # fmt: skip


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="答复", max_length=MOST_REPLY, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="请说明办理情况和结果，提交后不能修改。",
        error_messages={"required": "请填写答复。", "max_length": f"不超过 {MOST_REPLY} 字。"},
    )  # fmt: skip


def members_named(organization, text: str) -> list[Name]:
    """Memberships for names or numbers separated by «、», blanks or commas; raises ValidationError."""
    words = [word for word in SEPARATOR.split(text) if word]
    if not words:
        return []
    roster, day, found = Roster.of(organization), today(), []
    for word in words:
        try:
            entry = roster.find(word, "", day) if word.isdigit() else roster.find("", word, day)
        except NotFound as refusal:
            raise ValidationError(str(refusal)) from refusal
        if not entry.holds_on(day):
            raise ValidationError(f"“{word}”现在不是本会委员。")
        found.append(entry.membership_id)
    rows = {one.pk: one for one in Membership.objects.filter(pk__in=found).select_related("person")}
    return [Name(ReporterKind.MEMBER, membership=rows[pk]) for pk in dict.fromkeys(found)]
