"""Vocabulary over files of records."""

import functools
import operator
from typing import Any, Self

from django.db.models import Model, Q

from orgs.attachments import holding_models
from orgs.policy import Action
from orgs.scope import ScopedQuerySet


class AttachmentQuerySet(ScopedQuerySet):
    """Files: whoever may see (or keep) the record may see (or keep) its files."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        reached = [
            Q(
                record_type=model._meta.label_lower,
                record_id__in=model._default_manager.all().visible_to(user, *actions).values("pk"),
            )
            for model in holding_models()
        ]
        if not reached:
            return self.none()
        return self.filter(functools.reduce(operator.or_, reached), is_removed=False)

    def of(self, record: Model) -> Self:
        """The files of one record, in the order in which they came."""
        return self.filter(
            record_type=record._meta.label_lower, record_id=record.pk, is_removed=False
        ).order_by("pk")
