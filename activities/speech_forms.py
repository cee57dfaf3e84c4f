"""What members and reviewers fill in about papers."""

import re

from django import forms

from activities.models.speeches import Speech, SpeechCall
from activities.speech_choices import AuthorKind, PaperKind
from core.clock import today
from documents.files import ACCEPT, HELP, NOT_SECRET
from members.models import Membership
from members.queries import memberships_on
from organizations.models import Committee, Sector
from organizations.queries import term_on

BODY_FIELDS = {AuthorKind.COMMITTEE: "committee", AuthorKind.SECTOR: "sector"}


class ManuscriptForm(forms.Form):
    """One version of a manuscript."""

    title = forms.CharField(label="题目", max_length=80, error_messages={"required": "请填写题目。"})
    text = forms.CharField(
        label="正文", max_length=50_000, widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "请填写正文。"},
    )  # fmt: skip
    note = forms.CharField(label="修改说明", max_length=200, required=False)
    file = forms.FileField(
        label="附件", required=False, widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=HELP
    )
    consents = forms.BooleanField(
        label="如未选用，同意转为提案或社情民意信息", required=False, help_text="由机关转交，作者不变"
    )

    def __init__(self, *args, call: SpeechCall, speech: Speech | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = f"不超过 {call.most_characters} 字。{NOT_SECRET}。"
        if speech is None:
            del self.fields["note"]


class PaperForm(ManuscriptForm):
    """A new paper: also whose it is."""

    kind = forms.ChoiceField(label="材料类别", choices=PaperKind.choices, initial=PaperKind.SPEECH)
    author_kind = forms.ChoiceField(label="以谁的名义", choices=AuthorKind.choices)
    committee = forms.ModelChoiceField(
        label="专门委员会", queryset=Committee.objects.none(), required=False, empty_label="不以专委会名义"
    )
    sector = forms.ModelChoiceField(
        label="界别", queryset=Sector.objects.none(), required=False, empty_label="不以界别名义"
    )
    body_name = forms.CharField(label="党派或团体名称", max_length=40, required=False)
    co_authors = forms.CharField(
        label="联名委员", max_length=400, required=False, help_text="填写姓名，用顿号隔开；没有联名的不填"
    )
    field_order = ("kind", "title", "text", "file", "author_kind", "committee", "sector", "body_name",
                   "co_authors", "consents")  # fmt: skip

    def __init__(self, *args, call: SpeechCall, **kwargs):
        super().__init__(*args, call=call, **kwargs)
        term = term_on(call.organization_id, today())
        self.fields["committee"].queryset = Committee.objects.filter(term=term)
        self.fields["sector"].queryset = Sector.objects.filter(term=term)
        self.call = call
        if not call.wants_report:
            self.fields["kind"].choices = [(PaperKind.SPEECH.value, PaperKind.SPEECH.label)]

    def clean_co_authors(self) -> list[Membership]:
        """Names, or numbers where two members have one name."""
        words = [word for word in re.split(r"[、，,；;\s]+", self.cleaned_data["co_authors"]) if word]
        members = list(memberships_on(self.call.organization_id, today()))
        return [self._member(word, members) for word in dict.fromkeys(words)]

    def _member(self, word: str, members: list[Membership]) -> Membership:
        found = [one for one in members if word in (one.person.name, one.number)]
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(f"有 {len(found)} 位委员叫“{word}”，请改填委员编号。")
        raise forms.ValidationError(f"找不到委员“{word}”。")

    def clean(self):
        """Only the body that the chosen kind names is kept."""
        data = super().clean()
        kind = data.get("author_kind")
        for wanted, name in BODY_FIELDS.items():
            if kind != wanted:
                data[name] = None
            elif not data.get(name):
                self.add_error(name, f"请选择{self.fields[name].label}。")
        if kind not in (AuthorKind.PARTY, AuthorKind.PEOPLE):
            data["body_name"] = ""
        elif not data.get("body_name"):
            self.add_error("body_name", "请填写党派或团体名称。")
        return data


class ScoreForm(forms.Form):
    points = forms.DecimalField(
        label="评分", min_value=0, max_value=100, max_digits=5, decimal_places=2, help_text="0 至 100，可到两位小数",
        error_messages={"required": "请填写评分。"},
    )  # fmt: skip
    note = forms.CharField(
        label="评语", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
