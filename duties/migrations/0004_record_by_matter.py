from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_bearer_name_once")]
    operations = [
        migrations.AddIndex(
            model_name="dutyrecord",
            index=models.Index(fields=["matter_ref", "kind"], name="record_by_matter"),
        ),
    ]
