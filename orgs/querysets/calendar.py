"""Days that differ."""

import datetime
from typing import Any

from django.db import models


class HolidayQuerySet(models.QuerySet):
    """Days that differ from Monday–Friday."""

    def on(self, day: datetime.date) -> Any:
        return self.filter(day=day).first()
