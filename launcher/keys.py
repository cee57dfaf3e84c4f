"""Secrets of the demo, made once and kept in `var/secrets/`, readable by their owner alone."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from launcher.say import Failure


def field_key() -> str:
    """A Fernet key: 32 bytes, urlsafe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "FIELD_KEY": field_key,
    "INDEX_KEY": lambda: secrets.token_hex(32),
    "database": lambda: secrets.token_hex(16),
    "broker": lambda: secrets.token_hex(16),
}


def keep(folder: Path, name: str) -> str:
    """The secret `name`, made on first use; one that is there is never replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        fresh = path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(MAKERS[name]())
        fresh.replace(path)
    value = path.read_text().strip()
    if not value:
        raise Failure(f"密钥文件 {path} 是空的：请从备份恢复它，或运行 python3 start.py reset 清空演示数据。")
    return value


def django_keys(folder: Path) -> dict[str, str]:
    """The three secrets that Django reads."""
    return {name: keep(folder, name) for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY")}
