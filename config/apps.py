"""Django's admin with the product's own site, and the project's own checks."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.core.checks import Tags, register

from config.checks import refuse_sample_data


class AdminConfig(DjangoAdminConfig):
    """Makes `admin.site` the site of `reports.site`."""

    default_site = "reports.site.Site"

    def ready(self) -> None:
        super().ready()
        register(refuse_sample_data, Tags.database)
