from django.db import migrations

from core.triggers import append_only, frozen_when

SIGNING = migrations.RunSQL(
    """
    CREATE FUNCTION proposals_signature_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      seen record;
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.state NOT IN ('invited', 'accepted') THEN
        RETURN NEW;
      END IF;
      SELECT state, lead_id INTO seen FROM proposals_proposal WHERE id = NEW.proposal_id FOR SHARE;
      IF seen.lead_id = NEW.membership_id THEN
        RAISE EXCEPTION '不能联名本人的提案' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      IF seen.state NOT IN ('draft', 'signing') THEN
        RAISE EXCEPTION '提案已提交，不能再联名' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER proposals_signature_guard BEFORE INSERT OR UPDATE OF state ON proposals_signature
      FOR EACH ROW EXECUTE FUNCTION proposals_signature_guard();
    """,
    """
    DROP TRIGGER proposals_signature_guard ON proposals_signature;
    DROP FUNCTION proposals_signature_guard();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_proposals")]
    operations = [
        SIGNING,
        append_only("proposals_reviewopinion", message="审查意见只能追加，不能修改或删除"),
        append_only("proposals_casemessage", message="办理留言只能追加，不能修改或删除"),
        frozen_when(
            "proposals_reply",
            "OLD.sent_at IS NOT NULL",
            may_change=("publicity", "publicity_reason"),
            message="已送达的答复不能修改或删除",
        ),
        frozen_when(
            "proposals_evaluation", "OLD.state = 'answered'", message="评价只能提交一次，不能修改或删除"
        ),
    ]
