"""Reading a 接龙 as people paste it: numbering, emojis, headings and all."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

MOBILE = re.compile(r"(?<![0-9])(?:(?:\+|00)?86[ -]*)?1[3-9][0-9](?:[ -]?[0-9]){8}(?![0-9])")
# Digits that are meant as a number to call, and are none: told as such, not taken for a name.
CALLED = re.compile(r"(?<![0-9])[0-9][0-9 -]{5,}[0-9](?![0-9])")
NUMBERING = re.compile(
    r"(?![0-9一二三四五六七八九十]{1,4}(?:号楼|号院|栋|幢|网格|单元))"
    r"(?:\(?(?:第?[0-9]{1,4}|第?[一二三四五六七八九十]{1,3})[位名号]?(?:[.、,:;)\]】。]+|(?<=[位名号]))"
    r"|[0-9]{1,4}(?=[^0-9]))"
)
GAP = re.compile(r"[\s,、;:()\[\]【】《》|/_。!?…~+*-]+")
LABEL = re.compile(
    r"(?:党员)?(?:姓名|名字|手机号码?|手机|联系电话|电话|联系方式|工作单位|所在单位|单位|所在网格|报名|参加|已报到|收到)\Z"
)
GRID = re.compile(r".{1,10}网格\Z")
BUILDING = re.compile(r"第?[0-9一二三四五六七八九十A-Za-z]{1,4}(?:号楼|楼栋|栋|幢|楼)\Z")
UNIT = re.compile(
    r"局|委|办|公司|学|医院|银行|中心|法院|检察|街道|社区|机关|集团|厂|站"
    r"|(?:所|队|校|部)\Z"
)
HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
NAME = re.compile(rf"{HAN}{{2,4}}\Z|(?=.*[·•・]){HAN}[{HAN[1:-1]}·•・]{{2,24}}\Z")
SINGLE = re.compile(rf"{HAN}\Z")
REST_OF_NAME = re.compile(rf"{HAN}{{1,2}}\Z")
# What may be a personal number; it is told of, and not repeated.
FIGURES = re.compile("[0-9]{5,}[Xx]?")
DROPPED = {"Cf", "Cs", "Co", "Cn", "So", "Sk", "Me"}
MOST_LINES = 2_000


@dataclass(frozen=True)
class PastedLine:
    """One person of the list, under the number of the line; `rest` is what nobody understood.

    A name with a gap is one of which it is uncertain whether the last sign belongs to it.
    """

    number: int
    name: str
    mobile: str = ""
    unit: str = ""
    grid: str = ""
    building: str = ""
    times: str = ""
    rest: str = ""


def no_times(text: str) -> tuple[str, str]:
    return "", text


TakeTimes = Callable[[str], tuple[str, str]]


def parse_list(text: str, take_times: TakeTimes = no_times) -> list[PastedLine]:
    """Return the people of a pasted list; `take_times` parts the times of a line from the rest.

    A line with a number to call, or with a numbering, is a person. Where no line is numbered, a
    line that is a name alone is one too. Everything else is a heading.
    """
    lines = [(number, plain(line)) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
    is_numbered = any(NUMBERING.match(_without_mobiles(line)) for _, line in lines)
    found = (_person(number, line, take_times, is_numbered=is_numbered) for number, line in lines)
    return [person for person in found if person is not None]


def plain(line: str) -> str:
    """Return the line without emojis and invisible characters, its figures and signs half-width."""
    kept = (sign for sign in line if unicodedata.category(sign) not in DROPPED)
    half = (
        sign if unicodedata.category(sign) == "Lo" else unicodedata.normalize("NFKC", sign)
        for sign in kept
    )
    return "".join(half).replace("\ufe0f", "").strip()


def _without_mobiles(line: str) -> str:
    return MOBILE.sub(" ", line)


def _person(
    number: int, line: str, take_times: TakeTimes, *, is_numbered: bool
) -> PastedLine | None:
    mobiles = [re.sub("[^0-9]", "", found)[-11:] for found in MOBILE.findall(line)]
    rest = _without_mobiles(line)
    numbering = NUMBERING.match(rest)
    rest = rest[numbering.end() :] if numbering else rest
    if not mobiles:
        mobiles, rest = CALLED.findall(rest), CALLED.sub(" ", rest)
    times, rest = take_times(rest)
    words = _words(rest)
    is_person = mobiles or (numbering and words)
    is_name = not times and len(words) == 1 and NAME.match(words[0])
    if not is_person and (is_numbered or not is_name):
        return None
    return replace(_sorted(number, words), mobile=" ".join(mobiles), times=times)


def _words(text: str) -> list[str]:
    """Return the words; 王 五 is one name."""
    words: list[str] = []
    for word in GAP.split(text):
        if not word or LABEL.match(word):
            continue
        if len(words) == 1 and SINGLE.match(words[0]) and REST_OF_NAME.match(word):
            words[0] += word
        else:
            words.append(word.removesuffix("同志") if len(word) > 3 else word)
    return words


def _sorted(number: int, words: list[str]) -> PastedLine:
    """Tell name, unit and home apart: the first word that can be a name is the name."""
    words = list(words)
    grid, building = _take(words, GRID), _take(words, BUILDING)
    names = [word for word in words if NAME.match(word) and not UNIT.search(word)]
    name = (names or words or [""])[0]
    if words:
        at = words.index(name)
        words.remove(name)
        if at < len(words) and SINGLE.match(words[at]):
            name = f"{name} {words.pop(at)}"
    unit = _take(words, UNIT)
    rest = FIGURES.sub("（数字）", " ".join(words))
    return PastedLine(number, name, "", unit, grid, building, rest=rest)


def _take(words: list[str], pattern: re.Pattern[str]) -> str:
    """Take the first word that is meant out of the words."""
    found = next((word for word in words if pattern.search(word)), "")
    if found:
        words.remove(found)
    return found


def as_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> io.BytesIO:
    """Return rows as the file that the pipeline reads."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode("utf-8-sig", "replace"))
