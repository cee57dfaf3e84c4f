"""Levels of organisations, kinds of groups and of handling units."""

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


class UnitKind(TextChoices):
    PARTY = "party", "党委部门"
    GOVERNMENT = "government", "政府部门"
    MASS = "mass", "群团组织"
    ENTERPRISE = "enterprise", "企事业单位"
    OTHER = "other", "其他"
