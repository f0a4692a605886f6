"""Pages of the API's lists."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """25 rows a page, at most 200 on request."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 200
