"""Names, numbers and phones of people who do not exist."""

import datetime
import random
import uuid
from collections.abc import Callable

from common.numbers import ALPHABET


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is easier to read without quotes and commas."""
    return tuple(text.split())


# The commonest surnames, the commoner ones written more often.
SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈陈杨杨赵赵黄黄周周吴吴徐孙胡朱高林何郭马罗梁宋郑谢韩"
    "唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊"
    "金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文翁祝卜付盛裴涂梅游柳申"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛")
MALE_GIVEN = words(
    "建国 建军 志强 志刚 国强 国庆 永红 永强 明 军 勇 磊 涛 伟 杰 鹏 辉 斌 波 亮 刚 超 俊 峰 浩 "
    "海涛 海洋 晓东 晓峰 文斌 文杰 立新 立军 德胜 德明 保国 保林 长春 长江 天明 天成 家伟 家明 "
    "世杰 少华 正华 正义 新民 新华 向阳 光辉 光明 春生 春雷 振华 振东 学军 学文 宏伟 宏亮 佳豪 "
    "子轩 子健 宇航 浩然 俊杰 泽宇 晨曦 思远 瑞 凯 旭 航 博文 启明 承志 继红 爱民 为民 怀信 守义"
)
FEMALE_GIVEN = words(
    "秀英 桂英 玉兰 玉梅 秀兰 春梅 红梅 丽华 丽娟 丽萍 爱华 爱玲 淑珍 淑芳 秀珍 桂兰 凤英 "
    "敏 静 丽 艳 娟 芳 霞 燕 玲 红 梅 莉 洁 倩 雪 颖 琳 慧 婷 婷婷 佳 佳怡 欣怡 雨涵 雨桐 "
    "诗琪 梦瑶 思思 晓燕 晓红 晓琳 海燕 海霞 文静 文慧 玉洁 春燕 春霞 小红 小芳 雅琴 雅丽 "
    "美玲 美华 金凤 金枝 惠敏 惠芳 亚男 亚丽 若曦 依依 茜 蕾 薇 璐 曼 岚 冬梅 秋菊 荷花 素珍"
)
# Characters that old typefaces and old encodings did not know, and names of several peoples.
RARE_NAMES = words("刘䶮 陈犇 张𠮷 王𬎆 李㛃 孙垚 周堃 赵昇 黄燚 胡翀 韩祎")
MINORITY_NAMES = (
    "阿卜杜拉·买买提",
    "古丽米热·吐尔逊",
    "迪丽娜尔·艾尼瓦尔",
    "努尔兰·哈力克",
    "热依汗·阿不都热合曼",
    "帕尔哈提·玉素甫",
)
# No operator hands out 142 numbers: they look right and ring nowhere.
PHONE_PREFIX = "142"


class Registry:
    """Hands out names, phones, row keys and record numbers, none of the last three twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._taken: set[str] = set()
        self._special = [*RARE_NAMES, *MINORITY_NAMES]

    def person(self, *, is_male: bool) -> str:
        """Return a name; now and then a double surname."""
        rng = self.rng
        surname = rng.choice(DOUBLE_SURNAMES) if rng.random() < 0.006 else rng.choice(SURNAMES)
        return surname + rng.choice(MALE_GIVEN if is_male else FEMALE_GIVEN)

    def member(self, *, is_male: bool) -> str:
        """Return a name, every sixtieth time a rare or a minority one while they last."""
        if self._special and self.rng.random() < 1 / 60:
            return self._special.pop(0)
        return self.person(is_male=is_male)

    def phone(self) -> str:
        return self._once(lambda: f"{PHONE_PREFIX}{self.rng.randrange(10**8):08d}")

    def row_key(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def no(self, prefix: str, day: datetime.date) -> str:
        """Return a number of the form of `common.numbers.make_no`."""
        return self._once(
            lambda: f"{prefix}{day:%Y%m%d}-" + "".join(self.rng.choices(ALPHABET, k=6))
        )

    def _once(self, make: Callable[[], str]) -> str:
        while (made := make()) in self._taken:
            continue
        self._taken.add(made)
        return made
