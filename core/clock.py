"""The one clock: the database's, so that every machine agrees and tests can move it."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection, models

SHANGHAI = ZoneInfo("Asia/Shanghai")


class AppNow(models.Func):
    """`app_now()` as a column default: the instant the row was written, by the database."""

    function = "app_now"
    template = "%(function)s()"
    output_field = models.DateTimeField()
    arity = 0


def now() -> dt.datetime:
    """The current instant, aware, by the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        return cursor.fetchone()[0]


def today() -> dt.date:
    """The current day in China."""
    return now().astimezone(SHANGHAI).date()
