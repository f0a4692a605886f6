"""The app's name."""

from django.apps import AppConfig
from django.http import multipartparser

LONGEST_PART_HEADER = 64 * 1024


class CommonConfig(AppConfig):
    """Shared nouns without tables."""

    name = "common"
    verbose_name = "公共"

    def ready(self) -> None:
        """Read uploads with long names: Django's 1024 bytes end in an error page without a form.

        The name comes with the header of its part; whoever takes the file shortens it.
        """
        multipartparser.MAX_TOTAL_HEADER_SIZE = LONGEST_PART_HEADER
