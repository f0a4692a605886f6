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

    def of(self, *records: Model) -> Self:
        """The files of the records, all of one kind, in the order in which they came."""
        keys = [record.pk for record in records]
        kinds = {record._meta.label_lower for record in records}
        return self.filter(record_type__in=kinds, record_id__in=keys, is_removed=False).order_by(
            "pk"
        )

    def for_list(self) -> Self:
        """Newest first."""
        return self.select_related("created_by").order_by("-pk")
