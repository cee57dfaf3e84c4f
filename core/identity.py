"""Chinese identity numbers (GB 11643-1999): 18 characters, the last one a check digit."""

import re
import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# 11–15 北京…内蒙古, 21–23, 31–37, 41–46, 50–54, 61–65, 71 台湾, 81 香港, 82 澳门, 83 台湾居民居住证
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def parse_identity(value: object) -> str:
    """The number in its normal form, or ValueError with a Chinese sentence."""
    if isinstance(value, bool | int | float) or re.search(r"\d[eE]\+?\d|\.", str(value)):
        raise ValueError("身份证号被表格存成了数字，末几位可能已丢失，请把该列设为“文本”格式后重新填写。")
    text = "".join(unicodedata.normalize("NFKC", str(value)).split()).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        raise ValueError("身份证号应为 18 位数字（末位可以是 X）。")
    if not PROVINCE.match(text):
        raise ValueError("身份证号的地区代码不存在，请核对。")
    birth_date(text)
    if text[17] != check_digit(text):
        raise ValueError("身份证号的校验位不对，请逐位核对。")
    return text


def check_digit(identity: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(identity[:17], WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def birth_date(identity: str) -> date:
    """Date of birth, or ValueError when the digits name no day since 1900."""
    try:
        born = date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
    except ValueError as error:
        raise ValueError("身份证号中的出生日期不存在，请核对。") from error
    if not 1900 <= born.year <= 2100:
        raise ValueError("身份证号中的出生年份不对，请核对。")
    return born


def sex(identity: str) -> str:
    """«男» when the 17th digit is odd, otherwise «女»."""
    return "男" if int(identity[16]) % 2 else "女"
