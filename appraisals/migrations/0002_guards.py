from django.db import migrations

from core.triggers import append_only, frozen_when


def edges(table: str, moves: dict[str, tuple[str, ...]], message: str) -> migrations.RunSQL:
    """Refuse a change of `state` that is not in the table, and every DELETE."""
    pairs = ", ".join(f"('{old}', '{new}')" for old, targets in moves.items() for new in targets)
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {table}_edges() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({pairs})) THEN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_edges BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_edges();
        """,
        f"DROP TRIGGER {table}_edges ON {table}; DROP FUNCTION {table}_edges();",
    )


def added_only_while_computing(table: str, join: str, message: str) -> migrations.RunSQL:
    """One check for a whole batch of new rows: each must belong to a run that is being computed."""
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {table}_added() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT 1 FROM added {join} WHERE run.state IS DISTINCT FROM 'computing') THEN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER {table}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
          FOR EACH STATEMENT EXECUTE FUNCTION {table}_added();
        """,  # noqa: S608
        f"DROP TRIGGER {table}_added ON {table}; DROP FUNCTION {table}_added();",
    )


RUN_OF_SHEET = "LEFT JOIN appraisals_scoringrun run ON run.id = added.run_id"
RUN_OF_LINE = (
    "LEFT JOIN appraisals_scoresheet sheet ON sheet.id = added.sheet_id "
    "LEFT JOIN appraisals_scoringrun run ON run.id = sheet.run_id"
)


class Migration(migrations.Migration):
    dependencies = [("appraisals", "0001_initial")]
    operations = [
        frozen_when(
            "appraisals_schemeversion",
            "OLD.state <> 'draft'",
            may_change=("state",),
            message="已通过的方案版本不能修改，请另建新版本",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION appraisals_schemeversion_edges() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF OLD.state <> NEW.state
                 AND (OLD.state, NEW.state) NOT IN (('draft', 'adopted'), ('adopted', 'retired')) THEN
                RAISE EXCEPTION '方案版本不能这样变更状态' USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER appraisals_schemeversion_edges BEFORE UPDATE ON appraisals_schemeversion
              FOR EACH ROW EXECUTE FUNCTION appraisals_schemeversion_edges();
            """,
            "DROP TRIGGER appraisals_schemeversion_edges ON appraisals_schemeversion;"
            "DROP FUNCTION appraisals_schemeversion_edges();",
        ),
        frozen_when(
            "appraisals_scoringrun",
            "OLD.state IN ('checked', 'published', 'superseded')",
            may_change=("state",),
            message="已复核的考核批次不能修改，更正须另算一批",
        ),
        edges(
            "appraisals_scoringrun",
            {
                "computing": ("draft", "failed"),
                "failed": ("computing",),
                "draft": ("checked",),
                "checked": ("published",),
                "published": ("superseded",),
            },
            "考核批次不能删除，也不能这样变更状态",
        ),
        append_only("appraisals_scoresheet", message="得分单由计算产生，不能修改或删除"),
        append_only("appraisals_scoreline", message="得分明细由计算产生，不能修改或删除"),
        append_only("appraisals_publication", message="通报不能修改或删除"),
        added_only_while_computing("appraisals_scoresheet", RUN_OF_SHEET, "只有计算中的批次能写入得分单"),
        added_only_while_computing("appraisals_scoreline", RUN_OF_LINE, "只有计算中的批次能写入得分明细"),
        frozen_when(
            "appraisals_adjustment", "OLD.state <> 'waiting'", message="已复核的人工调整不能修改或删除"
        ),
        frozen_when("appraisals_objection", "OLD.state <> 'asked'", message="已答复的申诉不能修改或删除"),
    ]
