"""Promises that the database keeps: the clock of a sign-in, the labels of the day, what was decided."""

from django.db import migrations

from core.triggers import frozen_when

SIGNED_AT = migrations.RunSQL(
    """
    CREATE FUNCTION activities_presence_clock() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.signed_at := app_now();
      RETURN NEW;
    END $$;
    CREATE TRIGGER activities_presence_clock BEFORE INSERT ON activities_presence
      FOR EACH ROW EXECUTE FUNCTION activities_presence_clock();
    """,
    """
    DROP TRIGGER activities_presence_clock ON activities_presence;
    DROP FUNCTION activities_presence_clock();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]

    operations = [
        SIGNED_AT,
        frozen_when(
            "activities_presence",
            "true",
            may_change=(
                "late", "left_early", "left_at", "flags",
                "withdrawn_at", "withdrawn_by_id", "withdrawn_reason",
            ),
            message="签到记录不能改写或删除，可以撤销后重新登记",
        ),
        frozen_when(
            "activities_rosterentry",
            "true",
            may_change=(
                "position", "expected", "source", "answer", "answered_at", "answered_by_id",
                "wants_car", "wants_meal", "removed_at", "change_reason",
            ),
            message="名单上的职务、界别、专委会和编组按当日情况固定，不能改写或删除",
        ),
        frozen_when(
            "activities_leaverequest",
            "OLD.state <> 'waiting'",
            message="请假申请已经办结，不能改写或删除",
        ),
        frozen_when(
            "activities_lateentry",
            "OLD.state <> 'waiting'",
            message="补签已经办结，不能改写或删除",
        ),
    ]  # fmt: skip
