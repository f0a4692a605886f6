"""From the printed slip to signing in with a code on the phone, in a real browser."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.env import DEMO_PASSWORD
from tests.journeys.browser import DESK, PHONE, Visitor, opened
from tests.makers.accounts import code_now
from tests.makers.demo import READY, Demo, start

PASSWORD = "quiet.tiger.boots"
pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture(scope="module")
def demo(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = start(shutil.copytree(loaded, tmp_path_factory.mktemp("accounts") / "var"))
    assert running.running.says(READY), running.running.text
    yield running
    running.running.kill()


def code_of_a_slip(administrator: Visitor) -> str:
    """Open an account for 欧阳春晓; returns the code on the slip."""
    administrator.open("/desk/accounts/")
    administrator.follow("开通账号")
    administrator.main.get_by_label("姓名").fill("欧阳春晓")
    administrator.main.get_by_label("纸质启用单").check()
    administrator.press("开通")
    code = re.search(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}", administrator.text)
    assert code is not None
    administrator.follow("返回账号")
    assert "待启用" in administrator.text
    administrator.follow("签发启用凭证")
    administrator.follow("取消")
    administrator.follow("停用")
    return code.group()


def set_password(newcomer: Visitor, code: str) -> None:
    newcomer.open(f"/accounts/activate/{code}/")
    newcomer.main.locator("[name=password1]").fill(PASSWORD)
    newcomer.main.locator("[name=password2]").fill(PASSWORD)
    newcomer.press("设置密码")
    assert newcomer.path == "/accounts/login/"


def set_second_factor_up(auditor: Visitor) -> str:
    """Returns the secret that is now on the phone."""
    auditor.open("/accounts/security/")
    auditor.follow("启用两步验证")
    auditor.follow("启用两步验证")
    secret = re.search(r"密钥：\s*([A-Z2-7]{32})", auditor.text)
    assert secret is not None
    auditor.main.get_by_label("验证码").fill(code_now(secret=secret.group(1)))
    auditor.press("启用")
    assert len(re.findall(r"\b[0-9]{8}\b", auditor.text)) == 10
    return secret.group(1)


def test_a_slip_leads_to_a_password_of_ones_own(demo: Demo, chromium_path: str) -> None:
    with opened(chromium_path) as browser:
        administrator = Visitor(browser, demo.address, DESK, PHONE)
        administrator.sign_in("sysadmin", DEMO_PASSWORD)
        code = code_of_a_slip(administrator)
        set_password(Visitor(browser, demo.address, DESK, PHONE), code)
        administrator.open("/desk/accounts/?q=ouyang")
        assert "使用中" in administrator.text


def test_signing_in_takes_two_steps_once_they_are_set_up(demo: Demo, chromium_path: str) -> None:
    with opened(chromium_path) as browser:
        before = Visitor(browser, demo.address, DESK, PHONE)
        before.sign_in("auditor", DEMO_PASSWORD)
        secret = set_second_factor_up(before)
        after = Visitor(browser, demo.address, DESK, PHONE)
        after.sign_in("auditor", DEMO_PASSWORD)
        assert after.path == "/accounts/2fa/authenticate/"
        after.main.get_by_label("验证码").fill(code_now(1, secret))
        after.press("登录")
        after.open("/accounts/security/")
        assert "已启用" in after.text
        after.press("退出其他设备")
        before.open("/accounts/security/")
        assert before.path == "/accounts/login/"
