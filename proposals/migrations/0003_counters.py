from django.db import migrations

# A form that was opened before a proposal was numbered must not set the counters back.
COUNTERS = migrations.RunSQL(
    """
    CREATE FUNCTION proposals_round_counters() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.last_serial := GREATEST(OLD.last_serial, NEW.last_serial);
      NEW.last_number := GREATEST(OLD.last_number, NEW.last_number);
      RETURN NEW;
    END $$;
    CREATE TRIGGER proposals_round_counters BEFORE UPDATE ON proposals_round
      FOR EACH ROW EXECUTE FUNCTION proposals_round_counters();
    """,
    "DROP TRIGGER proposals_round_counters ON proposals_round; DROP FUNCTION proposals_round_counters();",
)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_guards")]
    operations = [COUNTERS]
