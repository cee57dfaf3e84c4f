"""Personal fields are unreadable at rest, findable, and masked on the screen."""

import pytest
from cryptography.fernet import Fernet

from core import crypto

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
IDENTITY = "11010519491231002X"


def test_text_comes_back_and_the_stored_form_differs_each_time(settings):
    settings.FIELD_KEY = NEW
    first, second = crypto.encrypt(IDENTITY), crypto.encrypt(IDENTITY)

    assert crypto.decrypt(first) == crypto.decrypt(second) == IDENTITY
    assert first != second
    assert "1949" not in first


def test_empty_stays_empty(settings):
    settings.FIELD_KEY = NEW
    assert (crypto.encrypt(""), crypto.decrypt(""), crypto.blind_index(" ")) == ("", "", "")


def test_after_a_change_of_keys_old_text_is_still_read_and_new_text_uses_the_new_key(settings):
    settings.FIELD_KEY = OLD
    stored = crypto.encrypt("张三")
    settings.FIELD_KEY = f"{NEW}, {OLD}"

    assert crypto.decrypt(stored) == "张三"
    assert Fernet(NEW).decrypt(crypto.encrypt("张三").encode()).decode() == "张三"


def test_changed_text_or_lost_key_is_told_in_chinese(settings):
    settings.FIELD_KEY = OLD
    stored = crypto.encrypt("张三")
    settings.FIELD_KEY = NEW

    with pytest.raises(crypto.DecryptionFailed, match="密钥不符"):
        crypto.decrypt(stored)


def test_blind_index_is_equal_for_one_value_however_typed(settings):
    settings.INDEX_KEY = "index-key-a"
    index = crypto.blind_index(IDENTITY)

    assert index == crypto.blind_index(" 110105 19491231002x ") == crypto.blind_index("11010519491231002X")
    assert len(index) == 64
    assert index != crypto.blind_index("110105194912310038")
    settings.INDEX_KEY = "index-key-b"
    assert index != crypto.blind_index(IDENTITY)


def test_blind_index_is_hmac_sha256(settings):
    settings.INDEX_KEY = "index-key-a"
    # printf 11010519491231002X | openssl dgst -sha256 -hmac index-key-a
    expected = "5ca568aceb7f5288ca422a1c07345a38920f682907d4a710454d4a3b16353501"
    assert crypto.blind_index(IDENTITY) == expected


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812341234", "138****1234"), ("08141234567", "081****4567"), ("12345", "***45"), ("", "")],
)
def test_phone_is_masked(phone, shown):
    assert crypto.mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("identity", "shown"), [(IDENTITY, "110***********002X"), ("1234", "****"), ("", "")]
)
def test_identity_is_masked_without_county_and_birth_date(identity, shown):
    assert crypto.mask_identity(identity) == shown
