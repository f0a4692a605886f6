"""Open the first administrators of a district."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from common.violations import RuleViolation
from orgs.models import District
from orgs.operations.administrators import open_administrator
from orgs.policy import EXCLUSIVE_ROLES, Role


class Command(BaseCommand):
    """`manage.py open_administrator 411502 system_admin 孙伟`: prints the activation once."""

    help = "开通区的系统管理员、安全管理员或审计员"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("district", help="区划代码，6 位，如 411502")
        parser.add_argument("role", choices=sorted(EXCLUSIVE_ROLES))
        parser.add_argument("name", help="姓名")
        parser.add_argument("--username", default="", help="账号，不填则按姓名拼音生成")

    def handle(self, *args: Any, **options: Any) -> None:
        district = District.objects.filter(code=options["district"]).first()
        if district is None:
            raise CommandError(f"没有代码为 {options['district']} 的区，请先装载区划表。")
        try:
            issued = open_administrator(
                district=district,
                role=options["role"],
                name=options["name"],
                username=options["username"],
            )
        except RuleViolation as violation:
            raise CommandError(violation.message) from None
        account = issued.activation.user
        page = reverse("orgs:account-activate")
        self.stdout.write(
            f"已开通{Role(options['role']).label}：{account.name}，账号 {account.username}。\n"
            f"请本人在 24 小时内打开网页 {page}，输入启用码 {issued.code} 设置密码。"
        )
