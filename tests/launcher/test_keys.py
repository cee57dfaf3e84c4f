import stat

import pytest
from cryptography.fernet import Fernet

from launcher import keys
from launcher.say import Failure


def test_a_secret_is_made_once_and_kept(tmp_path):
    first = keys.keep(tmp_path / "secrets", "SECRET_KEY")
    assert keys.keep(tmp_path / "secrets", "SECRET_KEY") == first
    assert keys.keep(tmp_path / "others", "SECRET_KEY") != first
    assert len(first) >= 50


def test_only_the_owner_reads_secrets(tmp_path):
    keys.keep(tmp_path / "secrets", "INDEX_KEY")
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "INDEX_KEY").stat().st_mode) == 0o600


def test_the_keys_have_the_shapes_that_the_settings_ask_for(tmp_path):
    made = keys.django_keys(tmp_path)
    assert Fernet(made["FIELD_KEY"]).encrypt(b"x")
    assert len(bytes.fromhex(made["INDEX_KEY"])) == 32


def test_an_emptied_secret_is_never_replaced_silently(tmp_path):
    keys.keep(tmp_path, "FIELD_KEY")
    (tmp_path / "FIELD_KEY").write_text("")
    with pytest.raises(Failure, match="FIELD_KEY 是空的"):
        keys.keep(tmp_path, "FIELD_KEY")
