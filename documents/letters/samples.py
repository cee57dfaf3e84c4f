"""An invented context for each letter: what a template may name, and what it is test-rendered with."""

from documents.choices import LetterKind

ANNOUNCEMENT = {
    "organization": "中国人民政治协商会议某县委员会",
    "title": "关于2026年上半年委员履职考核情况的通报",
    "document_number": "某政协发〔2026〕12号",
    "addressee": "各位委员，各专门委员会、各学习组：",
    "paragraphs": ["根据《委员履职考核办法》，现将2026年上半年委员履职考核情况通报如下。"],
    "lists": [
        {
            "title": "一、通报名单",
            "note": "共 4 人，按政协职务排位，同位的按姓氏笔画为序。",
            "rows": [["丁　一", "乔安禾", "王五州"], ["司徒望舒", "", ""]],
        },
    ],
    "closing": ["特此通报。"],
    "attachments": [],
    "signed_by": "政协某县委员会办公室",
    "signed_on": "2026年7月10日",
    "digest": "0f3c9a",
}
DUTY_FILE = {
    "organization": "中国人民政治协商会议某县委员会",
    "title": "委员履职档案",
    "name": "乔安禾",
    "term": "第十届",
    "facts": [["姓名", "乔安禾"], ["界别", "农业界"], ["专委会", "经济委员会"]],
    "attendance": [["全体会议", "6", "5", "1", "0", "83.3%"]],
    "sections": [
        {
            "title": "提案",
            "rows": [["2026年3月5日", "提交提案", "关于完善社区养老服务的提案", "第一提案人 立案"]],
        }
    ],
    "empty": "暂无记录",
    "printed_on": "2026年7月10日",
}
SAMPLES = {LetterKind.ANNOUNCEMENT: ANNOUNCEMENT, LetterKind.DUTY_FILE: DUTY_FILE}
