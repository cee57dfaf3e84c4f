from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]
    operations = [
        append_only(
            "duties_dutyrecord",
            may_change=("voided_at", "voided_by_id", "void_reason"),
            message="履职记录只能作废，不能修改或删除",
        ),
        append_only("duties_dutyreview", message="记录意见只能追加，不能修改或删除"),
    ]
