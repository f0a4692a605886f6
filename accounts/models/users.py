"""People who sign in, and the slips that let them in the first time."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models

from common import clock


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there is no superuser: every right comes from a grant."""

    def create_user(self, username: str, password: str | None = None, **values: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """账号: somebody who signs in. Without a grant an account sees nothing."""

    username = models.CharField(
        "账号",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "这个账号已有人使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=50)
    # The keyed index of a member's own number, for signing in with it; "" for all others.
    mobile_index = models.CharField(max_length=64, blank=True, editable=False)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    date_joined = models.DateTimeField("开户时间", default=clock.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.UniqueConstraint(
                name="accounts_user_mobile",
                fields=["mobile_index"],
                condition=~models.Q(mobile_index=""),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return str(self)

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Nothing is granted by Django's own permissions; rights live in `orgs.policy`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Activation(models.Model):
    """启用凭证: a single-use way to set the first password: a link (24 h) or a printed slip (14 d).

    Only the SHA-256 of the token is kept; issuing another one revokes those before.
    """

    class Kind(models.TextChoices):
        LINK = "link", "启用链接"
        SLIP = "slip", "纸质启用单"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="activations", verbose_name="账号"
    )
    kind = models.CharField("方式", max_length=5, choices=Kind)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("签发时间", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="签发人",
    )  # fmt: skip
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True)
    revoked_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "启用凭证"

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"
