"""How much a file may hold, and the sentences for those that hold more."""

MAX_ROWS = 100_100  # a hundred thousand and their header
MAX_COLUMNS = 702  # ZZ
MAX_TEXT = 60_000_000
MAX_PARTS = 1_000
MAX_UNPACKED = 400_000_000
MAX_RATIO = 150
SMALL_UNPACKED = 10_000_000  # below this no ratio is suspicious
MAX_MEMORY = 900_000_000
CPU_SECONDS = 90

TOO_MANY_ROWS = "一次最多导入 100000 行，请把表格分成几份，并删除末尾多余的空行。"
TOO_WIDE = "表格在很远的列里还有内容或格式，请删除表格右侧多余的列后再试。"
TOO_LARGE = "表格展开后过大，无法读取。请把内容复制到新的表格里保存后再试。"
DAMAGED = "文件已损坏或不是表格，无法读取。请用表格软件打开并另存为 xlsx 后再试。"
PROTECTED = "工作簿设有打开密码，无法读取。请取消密码并保存后再试。"
WEB_PAGE = "这是网页格式的文件，不是真正的表格。请用表格软件打开，另存为 xlsx 后再试。"
OTHER_KIND = "只能导入 xlsx、xls、csv 文件。请用表格软件打开，另存为 xlsx 后再试。"
ENCODING = "无法识别文字编码，请用表格软件打开，另存为 xlsx 后再试。"
EMPTY = "文件里没有内容。"


class Refusal(Exception):
    """The file cannot be read; its text is one Chinese sentence for whoever brought it."""
