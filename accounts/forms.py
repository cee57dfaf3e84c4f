"""What people type at the doors."""

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6, "autofocus": True}

PASSWORD_HELP = {
    "dengbao": "至少 10 位，须含大写字母、小写字母、数字、符号中的三类，不要用常见密码、姓名或登录名",
    "asvs": "至少 10 位，不要用常见密码、姓名或登录名",
}


class LoginForm(forms.Form):
    username = forms.CharField(
        label="登录名或手机号",
        max_length=40,
        strip=True,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\d{6}$",
        label="动态口令",
        help_text="手机动态口令程序上当前显示的 6 位数字",
        error_messages={"invalid": "动态口令是 6 位数字"},
        widget=forms.TextInput(attrs=CODE),
    )


class NewPasswordForm(forms.Form):
    """A new password, twice; `user` is whom the rules of similarity look at."""

    password = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再次输入新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = PASSWORD_HELP[settings.PASSWORD_POLICY]

    def clean_password(self):
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self):
        data = super().clean()
        if {"password", "again"} <= data.keys() and data["password"] != data["again"]:
            self.add_error("again", ValidationError("两次输入的密码不一致"))
        return data


class PasswordForm(NewPasswordForm):
    old = forms.CharField(
        label="原密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")

    def clean_old(self):
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError("原密码不正确")
        return self.cleaned_data["old"]


class ActivateForm(NewPasswordForm):
    name = forms.CharField(
        label="手机号或登录名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label="激活码",
        max_length=20,
        help_text="激活单上的 8 位字母和数字，不分大小写",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ("name", "code", "password", "again")
