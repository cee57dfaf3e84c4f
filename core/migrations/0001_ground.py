from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

APP_NOW = """
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
  -- Only a database made for tests may live at another time.
  IF current_database() LIKE 'test\\_%' AND coalesce(current_setting('app.clock_offset', true), '') <> '' THEN
    RETURN statement_timestamp() + current_setting('app.clock_offset')::interval;
  END IF;
  RETURN statement_timestamp();
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(APP_NOW, "DROP FUNCTION app_now()"),
    ]
