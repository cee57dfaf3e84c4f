"""Builds the Word templates of this app by GB/T 9704: `python -m social_info.letters.build`."""

from pathlib import Path

from documents.letters.build import (
    BODY,
    CENTER,
    ERHAO,
    HEAD,
    LEFT,
    RIGHT,
    SANHAO,
    TITLE,
    line,
    paper,
    table,
    tag,
)

FOLDER = Path(__file__).resolve().parent


def issue():
    """一期信息: masthead, number, articles, addressees."""
    document = paper()
    line(document, "{{ label }}", font=HEAD, align=LEFT, indent=False)
    line(document, "{{ series }}", font=TITLE, size=ERHAO, align=CENTER, indent=False, before=14)
    line(document, "{{ number }}", align=CENTER, indent=False, before=7)
    line(document, "{{ organization }}　　{{ issued_on }}", align=CENTER, indent=False, before=7)
    tag(document, "{%p for article in articles %}")
    line(document, "{{ article.title }}", font=TITLE, size=ERHAO, align=CENTER, indent=False, before=28)
    tag(document, "{%p for text in article.paragraphs %}")
    line(document, "{{ text }}")
    tag(document, "{%p endfor %}")
    line(document, "（{{ article.reporters }}）", align=RIGHT, indent=False)
    tag(document, "{%p endfor %}")
    line(document, "主送：{{ main }}", indent=False, before=28)
    tag(document, "{%p if copy %}")
    line(document, "抄送：{{ copy }}", indent=False)
    tag(document, "{%p endif %}")
    line(document, "签发：{{ signed_by }}", indent=False)
    return document


def bulletin():
    """采用情况通报: figures of the month and the year, units, persons."""
    document = paper()
    line(document, "{{ title }}", font=TITLE, size=ERHAO, align=CENTER, indent=False)
    tag(document, "{%p for text in paragraphs %}")
    line(document, "{{ text }}")
    tag(document, "{%p endfor %}")
    for at, head, loop in (
        ("一", "各级采用情况", "levels"),
        ("二", "报送单位", "units"),
        ("三", "委员", "persons"),
    ):
        line(document, f"{at}、{head}", font=HEAD, before=14)
        tag(document, f"{{%p if {loop} %}}")
        heads = (
            ["层级", "本月采用", "本年采用", "上年同期"]
            if loop == "levels"
            else ["名次", "名称", "报送", "采用"]
        )
        cells = [f"{{{{ row[{index}] }}}}" for index in range(4)]
        table(document, heads, loop, cells, [4, 4, 3.8, 3.8] if loop == "levels" else [2, 7.6, 3, 3])
        tag(document, "{%p else %}")
        line(document, "本期没有。")
        tag(document, "{%p endif %}")
    line(document, "{{ signed_by }}", font=BODY, size=SANHAO, align=RIGHT, indent=False, before=28)
    line(document, "{{ signed_on }}", align=RIGHT, indent=False)
    return document


def main() -> None:
    issue().save(FOLDER / "issue.docx")
    bulletin().save(FOLDER / "bulletin.docx")


if __name__ == "__main__":
    main()
