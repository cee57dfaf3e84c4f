"""Levels of organisations and kinds of groups."""

from django.db.models import TextChoices


class Level(TextChoices):
    NATIONAL = "national", "全国"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWN = "town", "乡镇街道"


class GroupKind(TextChoices):
    STUDY = "study_group", "学习组"
    WORK = "work_group", "工作组"
    SECTOR = "sector_group", "界别活动组"
    AREA = "area_group", "片区活动组"
