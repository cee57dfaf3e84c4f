"""An invented context for each letter: what a template may name, and what it is test-rendered with."""

from documents.choices import LetterKind

ANNOUNCEMENT = {
    "organization": "中国人民政治协商会议某县委员会",
    "title": "关于2026年上半年委员履职考核情况的通报",
    "document_number": "某政协发〔2026〕12号",
    "addressee": "各位委员，各专门委员会、各学习组：",
    "paragraphs": ["根据《委员履职考核办法》，现将2026年上半年委员履职考核情况通报如下。"],
    "table_title": "履职考核优秀委员名单",
    "columns": ["名次", "姓名", "界别", "得分"],
    "entries": [["1", "乔安禾", "农业界", "96.5"], ["2", "司徒望舒", "医药卫生界", "92"]],
    "closing": ["特此通报。"],
    "attachments": ["2026年上半年委员履职得分排名"],
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
