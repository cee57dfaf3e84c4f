from django.db import migrations

from core.triggers import append_only

CHAIN = """
CREATE FUNCTION audit_text(entry core_auditentry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_array(
    entry.organization_path, entry.seq, extract(epoch FROM entry.at), entry.actor, entry.role, entry.act,
    entry.object_type, entry.object_id, entry.object_label, entry.before, entry.after, entry.reason,
    entry.request_id
  )::text
$$;

CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head core_audithead;
BEGIN
  INSERT INTO core_audithead (organization_path, seq, digest)
    VALUES (NEW.organization_path, 0, '') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM core_audithead WHERE organization_path = NEW.organization_path FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.at := app_now();
  NEW.previous := head.digest;
  NEW.digest := encode(sha256(convert_to(head.digest || audit_text(NEW), 'UTF8')), 'hex');
  UPDATE core_audithead SET seq = NEW.seq, digest = NEW.digest
    WHERE organization_path = NEW.organization_path;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_link BEFORE INSERT ON core_auditentry
  FOR EACH ROW EXECUTE FUNCTION audit_link();

CREATE FUNCTION audit_broken(only_path text) RETURNS TABLE (organization_path varchar, seq bigint)
LANGUAGE sql STABLE AS $$
  SELECT walked.organization_path, walked.seq FROM (
    SELECT entry.organization_path, entry.seq, entry.previous, entry.digest,
           encode(sha256(convert_to(entry.previous || audit_text(entry), 'UTF8')), 'hex') AS expected,
           lag(entry.digest, 1, '') OVER chain AS link,
           lag(entry.seq, 1, 0::bigint) OVER chain AS before
    FROM core_auditentry entry
    WHERE only_path IS NULL OR entry.organization_path = only_path
    WINDOW chain AS (PARTITION BY entry.organization_path ORDER BY entry.seq)
  ) walked
  WHERE walked.digest <> walked.expected OR walked.previous <> walked.link OR walked.seq <> walked.before + 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]
    operations = [
        migrations.RunSQL(
            CHAIN,
            """
            DROP FUNCTION audit_broken(text);
            DROP TRIGGER audit_link ON core_auditentry;
            DROP FUNCTION audit_link();
            DROP FUNCTION audit_text(core_auditentry);
            """,
        ),
        append_only("core_auditentry", message="审计记录只能追加，不能修改或删除"),
    ]
