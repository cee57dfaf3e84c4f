"""Settings from the environment: a value, or the file named by `X_FILE`; loud when missing or malformed."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "dev", "test")

_env = environ.Env()


def load_secret_files() -> None:
    """Let `SECRET_KEY_FILE=/run/secrets/key` stand for `SECRET_KEY=<content>`, for every key read here."""
    for name in [name for name in os.environ if name.endswith("_FILE") and name[:-5] in KEYS]:
        path = Path(os.environ[name])
        if not path.is_file():
            raise ImproperlyConfigured(f"{name}：找不到文件 {path}")
        os.environ.setdefault(name[:-5], path.read_text(encoding="utf-8").strip())


KEYS = (
    "ZHENGXIE_ENV",
    "SECRET_KEY",
    "FIELD_KEY",
    "INDEX_KEY",
    "DATABASE_URL",
    "BROKER_URL",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATA_DIR",
    "PASSWORD_POLICY",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "LOG_LEVEL",
    "SECURE_PROXY",
    "LOGIN_FAILURES_PER_ADDRESS",
    "BOOK_DAYS",
)


def mode() -> str:
    """Which house rules hold: production demands every secret, the others bring harmless defaults."""
    value = os.environ.get("ZHENGXIE_ENV", "production")
    if value not in MODES:
        raise ImproperlyConfigured(f"ZHENGXIE_ENV 应为 {'、'.join(MODES)} 之一，现为“{value}”")
    return value


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default a missing one stops the start."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"缺少设置 {name}（或 {name}_FILE）")
    return value


def items(name: str, default: str | None = None) -> list[str]:
    """A comma-separated list."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def boolean(name: str, *, default: bool) -> bool:
    """`true` or `false`; anything else stops the start."""
    value = text(name, str(default)).lower()
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} 应为 true 或 false，现为“{value}”")
    return value == "true"


def number(name: str, *, default: int) -> int:
    """A whole number of at least 1; anything else stops the start."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise ImproperlyConfigured(f"{name} 应为不小于 1 的整数，现为“{value}”")
    return int(value)


def database(name: str = "DATABASE_URL", default: str | None = None) -> dict:
    """Django's settings of a PostgreSQL address."""
    config = _env.db_url_config(text(name, default))
    if not config["ENGINE"].endswith(("postgresql", "postgresql_psycopg2")):
        raise ImproperlyConfigured(f"{name} 应为 postgres:// 地址")
    return config
