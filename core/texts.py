"""What people typed, as text that can be stored and shown anywhere."""

import re

from django.core.exceptions import ValidationError

SURROGATE = re.compile("[\ud800-\udfff]")
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_text(text: str, *, most: int | None, label: str) -> str:
    """`text` with plain line ends and without other control characters and space around it.

    At most `most` characters (None: any number). Mark-up is kept as the characters it is; templates escape
    it. Raises ValidationError, naming `label`, for NUL, lone surrogates and text that is too long: nothing
    is cut off silently.
    """
    if "\0" in text or SURROGATE.search(text):
        raise ValidationError(f"{label}中有无法识别的字符，请删除或重新输入")
    clean = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if most is not None and len(clean) > most:
        raise ValidationError(f"{label}不能超过 {most} 字，现有 {len(clean)} 字")
    return clean
