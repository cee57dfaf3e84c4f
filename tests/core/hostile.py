"""Spreadsheets made to hurt, and honest ones that look a little like them. Written into a given folder."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
ONE_CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
ENTRY = tuple[str, int, int, int, bytes]  # name, crc, packed size, declared size, packed data


def parts(sheet: str = ONE_CELL, *, doctype: str = "", shared: str = "", before: str = "") -> dict[str, str]:
    """The parts of a workbook with one sheet."""
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{XML}{doctype}<worksheet xmlns="{MAIN}">{before}<sheetData>{sheet}'
        "</sheetData></worksheet>",
        "xl/sharedStrings.xml": shared or f'{XML}<sst xmlns="{MAIN}"><si><t>姓名</t></si></sst>',
    }


def packed(
    content: dict[str, str | bytes], extra: list[tuple[zipfile.ZipInfo, bytes]] | None = None
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
        for info, data in extra or []:
            archive.writestr(info, data)
    return buffer.getvalue()


def deflated(chunk: bytes, times: int) -> tuple[int, int, bytes]:
    """CRC, size and deflated bytes of a chunk repeated, without ever holding it whole."""
    packer, crc, data = zlib.compressobj(9, zlib.DEFLATED, -15), 0, []
    for _ in range(times):
        crc = zlib.crc32(chunk, crc)
        data.append(packer.compress(chunk))
    return crc, len(chunk) * times, b"".join([*data, packer.flush()])


def entry(name: str, data: bytes) -> ENTRY:
    crc, size, body = deflated(data, 1)
    return name, crc, len(body), size, body


def raw_zip(entries: list[ENTRY]) -> bytes:
    """A zip written byte by byte, so that its directory can lie."""
    body, directory = b"", b""
    for name, crc, small, large, data in entries:
        common = struct.pack("<HHHHHIIIHH", 20, 0x800, 8, 0, 33, crc, small, large, len(name.encode()), 0)
        directory += b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        directory += name.encode()
        body += b"PK\3\4" + common + name.encode() + data
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def honest_entries() -> list[ENTRY]:
    return [entry(name, text.encode()) for name, text in parts().items()]


def zip_bomb() -> bytes:
    """10 GB in 10 MB: the same packed 105 MB under ninety-five names."""
    crc, size, body = deflated(b"\0" * 1_000_000, 105)
    return raw_zip(honest_entries() + [(f"xl/media/{n}.bin", crc, len(body), size, body) for n in range(95)])


def lying_directory() -> bytes:
    """A sheet that says it has 1,000 bytes and unpacks to 600 MB."""
    crc, _, body = deflated(b"<row>" * 200_000, 600)
    kept = [item for item in honest_entries() if "sheet1" not in item[0]]
    return raw_zip([*kept, ("xl/worksheets/sheet1.xml", crc, len(body), 1000, body)])


def million_rows() -> bytes:
    return packed(parts("<row><c><v>1</v></c></row>" * 1_000_000))


def far_corner() -> bytes:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return packed(parts(cells, before='<dimension ref="A1:XFD1048576"/>'))


def far_corner_backwards() -> bytes:
    """The far cell first, so that the last cell of the file says nothing."""
    cells = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    return packed(parts(cells))


def long_string() -> bytes:
    crc, size, body = deflated(b"a" * 1_000_000, 200)
    kept = [item for item in honest_entries() if "shared" not in item[0]]
    return raw_zip([*kept, ("xl/sharedStrings.xml", crc, len(body), size, body)])


def wide() -> bytes:
    cells = "".join(f'<c r="{letters(n)}1"><v>{n}</v></c>' for n in range(16_384))
    return packed(parts(f'<row r="1">{cells}</row>'))


def letters(index: int) -> str:
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE lolz [<!ENTITY l0 "ha">{levels}]>'
    return packed(parts('<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>', doctype=doctype))


def quadratic() -> bytes:
    doctype = f'<!DOCTYPE q [<!ENTITY a "{"x" * 50_000}">]>'
    return packed(parts(shared=f'{XML}{doctype}<sst xmlns="{MAIN}"><si><t>{"&a;" * 20_000}</t></si></sst>'))


def doctype(text: str) -> Callable[[], bytes]:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    return lambda: packed(parts(cell, doctype=text))


def utf16_doctype() -> bytes:
    content = dict(parts())
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY x "y">]><sst xmlns="{MAIN}"/>'
    return packed(content | {"xl/sharedStrings.xml": text.encode("utf-16")})


def with_part(name: str, data: bytes = b"x") -> Callable[[], bytes]:
    return lambda: packed(parts() | {name: data})


def symlink() -> bytes:
    info = zipfile.ZipInfo("xl/media/link.xml")
    info.external_attr = 0o120777 << 16
    return packed(parts(), [(info, b"/etc/passwd")])


def twice() -> bytes:
    return raw_zip([*honest_entries(), entry("xl/worksheets/Sheet1.xml", b"<worksheet/>")])


def truncated() -> bytes:
    data = packed(parts())
    return data[: len(data) // 2]


def broken_crc() -> bytes:
    name, crc, small, large, body = honest_entries()[4]
    return raw_zip([*honest_entries()[:4], (name, crc ^ 1, small, large, body), honest_entries()[5]])


def encrypted() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(2048)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(512)
    )


def formulas(*texts: str) -> Callable[[], bytes]:
    def build() -> bytes:
        rows = "".join(
            f'<row r="{n}"><c r="A{n}" t="str"><f>{text}</f><v>张三</v></c></row>'
            for n, text in enumerate(texts, 2)
        )
        return packed(parts(ONE_CELL + rows))

    return build


def book(fill: Callable, **options) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, **options}) as workbook:
        fill(workbook)
    return buffer.getvalue()


def merged_and_hidden() -> bytes:
    def fill(workbook):
        sheet = workbook.add_worksheet("名单")
        sheet.write_row(0, 0, ["姓名", "界别"])
        for at in range(1, 12):
            sheet.write_row(at, 0, [f"委员{at}", "教育界"])
        sheet.merge_range(6, 1, 8, 1, "教育界")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        workbook.add_worksheet("藏着的").hide()

    return book(fill)


def odd_dates() -> bytes:
    def fill(workbook):
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "日期"])
        sheet.write_row(1, 0, ["甲", "29.2.2023"])
        for at, serial in ((2, 60), (3, 2958465)):
            sheet.write(at, 0, "乙")
            sheet.write_number(at, 1, serial, day)

    return book(fill)


def odd_text() -> bytes:
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号"])
        sheet.write_row(1, 0, ["甲", 110105194912310000])
        sheet.write_row(2, 0, ["李\u200b明", "00123"])
        sheet.write_row(3, 0, ["\u202e明李", "\uff11\uff11\uff10"])
        sheet.write_row(4, 0, ["王\x01", "x"])

    return book(fill)


def odd_values() -> bytes:
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "委员名单")
        sheet.write_row(2, 0, ["姓名", "得分", "得分"])
        sheet.write_row(3, 0, ["甲", True])
        sheet.write_formula(3, 2, "=1/0", None, "#REF!")
        sheet.write_row(4, 0, ["乙", 1])

    data = book(fill)
    content = {
        name: zipfile.ZipFile(io.BytesIO(data)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    }
    sheet = content["xl/worksheets/sheet1.xml"].replace(
        b'<c r="B5"><v>1</v></c>', b'<c r="B5"><f>A1</f><v></v></c>'
    )
    return packed(content | {"xl/worksheets/sheet1.xml": sheet})


# name → (file name, builder, a phrase of the sentence). «!» marks files that are read with their faults listed.
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "01 zip bomb": ("a.xlsx", zip_bomb, "展开后过大"),
    "01b lying directory": ("a.xlsx", lying_directory, "损坏"),
    "02 nested zip": ("a.xlsx", with_part("xl/media/a.bin", packed(parts())), "夹带了压缩包"),
    "02b file inside": ("a.xlsx", with_part("xl/media/a.exe"), "夹带了别的文件"),
    "03 million rows": ("a.xlsx", million_rows, "展开后过大"),
    "04 far corner": ("a.xlsx", far_corner, "超过"),
    "04b far corner first": ("a.xlsx", far_corner_backwards, "超过"),
    "05 long string": ("a.xlsx", long_string, "展开后过大"),
    "06 wide": ("a.xlsx", wide, "超过 80 列"),
    "07 billion laughs": ("a.xlsx", laughs, "DOCTYPE"),
    "08 quadratic": ("a.xlsx", quadratic, "DOCTYPE"),
    "09 xxe": ("a.xlsx", doctype('<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "DOCTYPE"),
    "10 external dtd": ("a.xlsx", doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), "DOCTYPE"),
    "10b utf-16": ("a.xlsx", utf16_doctype, "DOCTYPE"),
    "11 external link": ("a.xlsx", with_part("xl/externalLinks/externalLink1.xml"), "链接了别的工作簿"),
    "12 dde": ("a.xlsx", formulas("cmd|' /C calc'!A0", "DDE(&quot;cmd&quot;)"), "!引用外部内容"),
    "13 hyperlink": (
        "a.xlsx",
        formulas("HYPERLINK(&quot;http://x&quot;)", "WEBSERVICE(&quot;x&quot;)"),
        "!引用外部内容",
    ),
    "14 macro": ("a.xlsx", with_part("xl/vbaProject.bin"), "宏"),
    "15 ole": ("a.xlsx", with_part("xl/embeddings/oleObject1.bin"), "嵌入"),
    "16 dotdot": ("a.xlsx", with_part("../../x.xml"), "路径异常"),
    "16b absolute": ("a.xlsx", with_part("/etc/x.xml"), "路径异常"),
    "17 symlink": ("a.xlsx", symlink, "路径异常"),
    "18 same name": ("a.xlsx", twice, "重名"),
    "19 truncated": ("a.xlsx", truncated, "损坏"),
    "19b crc": ("a.xlsx", broken_crc, "损坏"),
    "20 encrypted": ("a.xlsx", encrypted, "密码"),
    "21 xls": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "旧版"),
    "21b csv": ("a.xlsx", lambda: "姓名,界别\n甲,乙\n".encode(), "扩展名"),
    "21c html": ("a.xlsx", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "只改了扩展名"),
    "22 merged and hidden": ("a.xlsx", merged_and_hidden, "!合并单元格"),
    "23 dates": ("a.xlsx", odd_dates, "!不可信"),
    "24 text": ("a.xlsx", odd_text, "!看不见的字符"),
    "25 values": ("a.xlsx", odd_values, "!错误值 #REF!"),
}


def plain_1904() -> bytes:
    def fill(workbook):
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "日期"])
        sheet.write(1, 0, "甲")
        sheet.write_datetime(1, 1, date(2026, 3, 5), day)

    return book(fill, date_1904=True)


def formatted_to_the_end() -> bytes:
    cell = '<c r="{0}{1}" t="inlineStr"><is><t>{2}</t></is></c>'
    rows = f'<row r="1">{cell.format("A", 1, "姓名")}{cell.format("B", 1, "日期")}<c r="XFD1" s="0"/></row>'
    rows += f'<row r="2">{cell.format("A", 2, "甲")}{cell.format("B", 2, "2026-3-5")}</row>'
    rows += '<row r="1048576" ht="20"><c r="XFD1048576" s="0"/></row>'
    return packed(parts(rows) | {"xl/printerSettings/printerSettings1.bin": b"\0" * 100})


def computed() -> bytes:
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "委员名单")
        sheet.write(1, 0, "单位:秘书处")
        sheet.write_row(2, 0, ["姓名", "日期"])
        sheet.write(3, 0, "甲")
        sheet.write_formula(3, 1, '="2026-3-"&5', None, "2026-3-5")

    return book(fill)


BENIGN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "1904 dates": ("a.xlsx", plain_1904),
    "formatted to the last row": ("a.xlsx", formatted_to_the_end),
    "formula with its result, header in row 3": ("a.xlsx", computed),
    "gbk csv": ("a.csv", lambda: "姓名,日期\r\n甲,2026-3-5\r\n".encode("gbk")),
    "utf-8 csv with mark": ("a.csv", lambda: "\ufeff姓名\t日期\n甲\t2026年3月5日\n".encode()),
}


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
