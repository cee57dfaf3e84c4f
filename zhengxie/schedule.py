"""What the beat does and when, in China's time. The scheduler writes it into its table at each start."""

from celery.schedules import crontab

SCHEDULE = {
    "再通知无人处理的任务": {"task": "core.sweep_jobs", "schedule": 10.0},
    "后台心跳": {"task": "core.heartbeat", "schedule": 10.0},
    "操作日志链头存证": {"task": "core.anchor_audit", "schedule": crontab(minute=5)},
    "更新有变动的实时参考分": {"task": "appraisals.live_changes", "schedule": 60.0},
    "夜间更新全部实时参考分": {"task": "appraisals.nightly_live", "schedule": crontab(hour=2, minute=30)},
    "每日提醒": {"task": "notices.remind", "schedule": crontab(hour=8, minute=0)},
    "提案评价、邀请和承诺到期": {"task": "proposals.daily", "schedule": crontab(hour=1, minute=30)},
    "到期未提异议的记录": {"task": "duties.mark_silence", "schedule": crontab(hour=1, minute=15)},
    "清理过期的导出文件": {"task": "portal.clear_old_files", "schedule": crontab(hour=3, minute=10)},
    "开始到时的会议活动": {"task": "activities.begin_due", "schedule": 60.0},
    "生成定期活动": {"task": "activities.make_occurrences", "schedule": crontab(hour=0, minute=30)},
    "信息篇数提醒": {
        "task": "social_info.warn_minimum",
        "schedule": crontab(minute=30, hour=8, day_of_month=1),
    },
    "半年开考": {
        "task": "appraisals.open_cycles",
        "schedule": crontab(minute=10, hour=0, day_of_month=1, month_of_year="1,7"),
    },
}

for _entry in SCHEDULE.values():
    # A tick that nobody took in time is not piled up; the next one does the same work.
    if isinstance(_entry["schedule"], float):
        _entry["options"] = {"expires": _entry["schedule"]}
