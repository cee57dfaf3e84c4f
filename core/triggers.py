"""Migration operations for promises that the database keeps whoever writes."""

from django.db import migrations


def append_only(table: str, *, may_change: tuple[str, ...] = (), message: str) -> migrations.RunSQL:
    """Refuse DELETE and TRUNCATE always, and UPDATE except of `may_change`, each once from NULL."""
    frozen = ", ".join(f"'{column}'" for column in may_change) or "''"
    once = " OR ".join(
        f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in may_change
    )
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            IF to_jsonb(OLD) - ARRAY[{frozen}] = to_jsonb(NEW) - ARRAY[{frozen}]
               AND NOT ({once or "false"}) AND {"true" if may_change else "false"} THEN
              RETURN NEW;
            END IF;
          END IF;
          RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
        END $$;
        CREATE TRIGGER {table}_append_only_row BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
        CREATE TRIGGER {table}_append_only_all BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only();
        """,
        f"""
        DROP TRIGGER {table}_append_only_row ON {table};
        DROP TRIGGER {table}_append_only_all ON {table};
        DROP FUNCTION {table}_append_only();
        """,
    )


def frozen_when(
    table: str, condition: str, *, may_change: tuple[str, ...] = (), message: str
) -> migrations.RunSQL:
    """Refuse UPDATE (except of `may_change`) and DELETE of rows whose OLD values meet the SQL `condition`."""
    free = ", ".join(f"'{column}'" for column in may_change) or "''"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF ({condition}) AND (TG_OP = 'DELETE'
             OR to_jsonb(OLD) - ARRAY[{free}] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[{free}]) THEN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END $$;
        CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_frozen();
        """,
        f"DROP TRIGGER {table}_frozen ON {table}; DROP FUNCTION {table}_frozen();",
    )
