"""What is read from a pasted 接龙, line by line."""

import pytest

from orgs.imports.pasted import parse_list


@pytest.mark.parametrize(
    ("line", "name", "mobile", "unit", "grid"),
    [
        ("1. 张三 13800000000 教体局", "张三", "13800000000", "教体局", ""),
        ("2、李四，138 0000 0000", "李四", "13800000000", "", ""),
        ("3 王五(138-0000-0000) 二网格", "王五", "13800000000", "", "二网格"),
        ("4️⃣赵六🌹+8613800000006👍", "赵六", "13800000006", "", ""),
        ("5。孙七 电话：１３８００００００７７", "孙七", "13800000077", "", ""),
        ("6. 阿卜杜拉•买买提 13800000008", "阿卜杜拉•买买提", "13800000008", "", ""),
        ("七、周八 13800000009", "周八", "13800000009", "", ""),
        ("8. 吴九 13800000010 13900000010", "吴九", "13800000010 13900000010", "", ""),
        ("9. 郑十", "郑十", "", "", ""),
        ("10.王 十 1380000001", "王十", "1380000001", "", ""),
        ("11 13800000012 钱多多", "钱多多", "13800000012", "", ""),
        ("(12)冯同志 13800000013", "冯同志", "13800000013", "", ""),
        ("褚十三：13800000014", "褚十三", "13800000014", "", ""),
        ("13.陈十四13800000015", "陈十四", "13800000015", "", ""),
        ("15. 浉河区教体局 蒋十五 13800000017", "蒋十五", "13800000017", "浉河区教体局", ""),
    ],
)
def test_a_line_is_taken_apart(line: str, name: str, mobile: str, unit: str, grid: str) -> None:
    [person] = parse_list(line)
    assert (person.name, person.mobile, person.unit, person.grid) == (name, mobile, unit, grid)


def test_headings_and_blank_lines_are_passed_over_and_lines_keep_their_number() -> None:
    people = parse_list("#接龙\n大拱桥社区报到\n\n1. 张三 13800000000\n请尽快\n2. 李四")
    assert [(person.number, person.name) for person in people] == [(4, "张三"), (6, "李四")]


def test_names_alone_are_people_where_no_line_is_numbered() -> None:
    assert [one.name for one in parse_list("张三\n李四\n今晚八点 会议室")] == ["张三", "李四"]


@pytest.mark.parametrize("text", ["", "🌹🌹", "\ud800", "1" * 5000, "(" * 2000, "1.\n2.\n3、"])
def test_odd_text_is_no_people_and_no_error(text: str) -> None:
    assert all(person.name or person.mobile for person in parse_list(text))


@pytest.mark.parametrize(
    ("line", "name", "building", "rest"),
    [
        ("1. 张三 13800000000 1号楼 巡逻", "张三", "1号楼", "巡逻"),
        ("1号楼 张三 13800000000", "张三", "1号楼", ""),
        ("1. 王秀 英 13800000000", "王秀 英", "", ""),
        ("1. 张三 13800000000 411502199001011234", "张三", "", "（数字）"),
    ],
)
def test_what_is_not_understood_is_kept_and_no_name_is_cut(
    line: str, name: str, building: str, rest: str
) -> None:
    [person] = parse_list(line)
    assert (person.name, person.building, person.rest) == (name, building, rest)
