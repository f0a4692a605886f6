"""What is printed: records of several apps in the office's look."""

from common.documents import OfficialDocument
from reports.hand_over import Pack, Part

NUMERALS = "一二三四五六七八九十"


def print_pack(pack: Pack) -> bytes:
    """Return the hand-over pack as a docx to be signed by the three who take part."""
    document = OfficialDocument("岗位交接清单")
    day = f"{pack.day.year}年{pack.day.month}月{pack.day.day}日"
    document.paragraph(f"岗位：{pack.post_label}")
    document.paragraph(f"现任：{pack.grant.user}")
    document.paragraph(f"截至 {day}，由系统按登记的记录生成。")
    for number, part in enumerate(pack.parts):
        document.heading(f"{numeral(number)}、{part.title}（{part.count} 项）")
        _print_part(document, part)
    document.heading(f"{numeral(len(pack.parts))}、其他需要交接的事项")
    document.paragraph("")
    document.signatures("交出人", "接收人", "监交人")
    document.paragraph("年    月    日", is_centred=True)
    return document.to_bytes()


def numeral(index: int) -> str:
    """Return 一, 二, … 十, 十一, … 二十, 二十一, … for 0, 1, …: below 99."""
    tens, ones = divmod(index + 1, 10)
    first = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return first + (NUMERALS[ones - 1] if ones else "")


def _print_part(document: OfficialDocument, part: Part) -> None:
    if not part.entries:
        document.paragraph("无。")
        return
    rows = [
        (str(number), entry.text, entry.note) for number, entry in enumerate(part.entries, start=1)
    ]
    document.table(("序号", "事项", "情况"), rows, (1, 6, 5))
    if part.left_out:
        document.paragraph(f"另有 {part.left_out} 项未列出，详见系统。")
