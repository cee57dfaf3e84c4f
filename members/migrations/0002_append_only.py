from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [append_only("members_statuschange", message="状态变动只能追加，不能修改或删除")]
