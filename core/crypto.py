"""Personal fields at rest: reversible encryption, look-up without decryption, masks for the screen."""

import hashlib
import hmac
import unicodedata

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class DecryptionFailed(ValueError):
    """The stored text was written with a key that is no longer in FIELD_KEY, or was changed."""


def encrypt(text: str) -> str:
    """Text as it is stored; each call differs. Empty stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    if not stored:
        return ""
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise DecryptionFailed("加密内容无法读取：密钥不符或内容已被改动。") from error


def blind_index(text: str) -> str:
    """64 hexadecimal characters, equal for equal values however typed (spaces, full width, case)."""
    normal = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not normal:
        return ""
    return hmac.new(settings.INDEX_KEY.encode(), normal.encode(), hashlib.sha256).hexdigest()


def mask_phone(phone: str) -> str:
    """138****1234; a shorter number keeps its last two digits."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_identity(identity: str) -> str:
    """610***********1234: neither the county nor the date of birth can be read."""
    if len(identity) < 8:
        return "*" * len(identity)
    return f"{identity[:3]}{'*' * (len(identity) - 7)}{identity[-4:]}"


def _fernet() -> MultiFernet:
    """FIELD_KEY lists keys by comma: the first writes, all read, so a key can be changed."""
    return MultiFernet([Fernet(key.strip()) for key in settings.FIELD_KEY.split(",") if key.strip()])
