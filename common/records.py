"""The base of every record: who made it, who changed it last, which version it is."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from common import clock
from common.spelling import SpellingField
from common.violations import RuleViolation


class RecordQuerySet(models.QuerySet):
    """Rows that carry their maker."""

    def create_by(self, actor: Any, **values: Any) -> Any:
        """Create a row in the actor's name."""
        return self.create(created_by=actor, updated_by=actor, **values)


class Record(models.Model):
    """Created and updated, by whom and when, with a version that counts changes."""

    created_at = models.DateTimeField("创建时间", default=clock.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="创建人",
    )  # fmt: skip
    updated_at = models.DateTimeField("更新时间", default=clock.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="更新人",
    )  # fmt: skip
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True

    def change(self, actor: Any, **values: Any) -> Self:
        """Set the values in the actor's name and save just them; the caller holds the row."""
        for name, value in values.items():
            setattr(self, name, value)
        self.updated_by = actor
        self.updated_at = clock.now()
        self.version += 1
        spellings = [
            field.name
            for field in self._meta.concrete_fields
            if isinstance(field, SpellingField) and field.of in values
        ]
        self.save(update_fields=[*values, *spellings, "updated_by", "updated_at", "version"])
        return self

    def require_version(self, version: int | None) -> None:
        """Refuse an edit that began on an older version (None: the caller saw none)."""
        if version is not None and version != self.version:
            raise RuleViolation(
                "这条记录刚刚被别人修改过。您填的内容还在，请对照最新内容后再保存。",
                code="record.stale",
            )
