"""What hosts and studios fill in."""

from django import forms

from documents.files import NOT_SECRET

ROWS = 5


class HoldForm(forms.Form):
    """What came of a reception day: how many came, and up to five problems with the answers given."""

    visitors = forms.IntegerField(
        label="来访人数", min_value=0, max_value=100_000, error_messages={"required": "请填写来访人数。"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in range(1, ROWS + 1):
            self.fields[f"text{n}"] = forms.CharField(
                label=f"问题{n}", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                help_text=f"不写来访人的姓名和电话。{NOT_SECRET}。" if n == 1 else "",
            )  # fmt: skip
            self.fields[f"answer{n}"] = forms.CharField(
                label=f"当场答复{n}", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self):
        data = super().clean()
        for n in range(1, ROWS + 1):
            if data.get(f"answer{n}") and not data.get(f"text{n}"):
                self.add_error(f"text{n}", "写了答复，请同时写明问题。")
        return data

    def issues(self) -> list[tuple[str, str]]:
        data = self.cleaned_data
        return [(data[f"text{n}"], data[f"answer{n}"]) for n in range(1, ROWS + 1)]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="解题成果", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}), help_text=f"{NOT_SECRET}。",
        error_messages={"required": "请写明解题成果。"},
    )  # fmt: skip
