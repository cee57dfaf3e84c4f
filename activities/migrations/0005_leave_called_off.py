"""Granted leave may still be called off (销假); nothing else of a decided request changes."""

from django.db import migrations

from core.triggers import frozen_when

MESSAGE = "请假申请已经办结，不能改写或删除"
UNLESS_CALLED_OFF = (
    "OLD.state <> 'waiting' AND NOT (TG_OP = 'UPDATE' AND OLD.state = 'approved' AND NEW.state = 'withdrawn'"
    " AND to_jsonb(OLD) - 'state' = to_jsonb(NEW) - 'state')"
)
DROP = "DROP TRIGGER activities_leaverequest_frozen ON activities_leaverequest; DROP FUNCTION activities_leaverequest_frozen();"


def guard(condition: str) -> migrations.RunSQL:
    return frozen_when("activities_leaverequest", condition, message=MESSAGE)


class Migration(migrations.Migration):
    dependencies = [("activities", "0004_sites_speeches_cadence")]

    operations = [
        migrations.RunSQL(DROP, guard("OLD.state <> 'waiting'").sql),
        guard(UNLESS_CALLED_OFF),
    ]
