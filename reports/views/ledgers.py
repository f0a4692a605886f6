"""台账 to print: the list as it is filtered and ordered, as a page that streams or as a docx."""

import re
import tempfile
from collections.abc import Iterator
from html import escape
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from common import clock
from common.documents import MEDIA_TYPE
from common.surfaces import beside
from common.violations import RuleViolation
from covenants.views.covenants import CovenantList
from covenants.views.projects import ProjectList
from orgs.exports.files import IN_MEMORY
from orgs.exports.words import EVERYTHING
from orgs.generic import RegisterView
from orgs.scope import grants_of
from reports.prints.ledgers import (
    COVENANT_COLUMNS,
    COVENANTS,
    PROJECT_COLUMNS,
    PROJECTS,
    Ledger,
    Section,
    covenant_sections,
    project_sections,
    write_docx,
)

PAGE = "reports/prints/ledger.html"
# Where the template leaves room; no text of a record can look like it, as it is escaped.
ROOM = re.compile("<!-- (?:rows|total) -->")
BATCH = 100


@method_decorator(never_cache, name="dispatch")
class LedgerView(RegisterView):
    """A register's page to print: whoever reads the list prints it, filtered as it is there."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    title = ""
    columns: ClassVar[dict[str, int]] = {}
    list_name = ""
    state_filter = ""
    usual_words = ""

    def get_sections(self, rows: QuerySet) -> list[Section]:
        """Return the tables of the ledger."""
        raise NotImplementedError

    def usual(self, rows: QuerySet) -> QuerySet:
        """Return what the register counts, unless a state was asked for (`state_filter`)."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            ledger = self.get_ledger()
        except RuleViolation:
            messages.error(request, "筛选条件有误，请改正后再打印台账。")
            return redirect(beside(request, self.list_name))
        if request.GET.get("file") == "docx":
            return _as_file(ledger)
        page = render_to_string(PAGE, self.get_page(ledger), request)
        return StreamingHttpResponse(_stream(page, ledger))

    def get_ledger(self) -> Ledger:
        order = self.get_order()
        rows, scope = order.extract.rows, order.filter_words
        if not self.request.GET.get(self.state_filter):
            rows = self.usual(rows)
            scope = "；".join([*([] if scope == EVERYTHING else [scope]), self.usual_words])
        return Ledger(
            title=self.title,
            scope=scope,
            reporter=_reporter(self.request.user),
            day=clock.today(),
            columns=self.columns,
            sections=self.get_sections(rows),
        )

    def get_page(self, ledger: Ledger) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("file", None)
        to_file = query.copy()
        to_file["file"] = "docx"
        return {
            "heading": ledger.title,
            "ledger": ledger,
            "docx_url": f"{self.request.path}?{to_file.urlencode()}",
            "back_url": f"{beside(self.request, self.list_name)}?{query.urlencode()}",
        }


class CovenantLedger(LedgerView, CovenantList):
    """协议台账."""

    title = COVENANTS
    columns = COVENANT_COLUMNS
    list_name = "covenants:covenant-list"
    state_filter = "standing"
    usual_words = "已签订的协议（含提前终止）"

    def usual(self, rows: QuerySet) -> QuerySet:
        return rows.signed()

    def get_sections(self, rows: QuerySet) -> list[Section]:
        return covenant_sections(rows, clock.today())


class ProjectLedger(LedgerView, ProjectList):
    """项目台账."""

    title = PROJECTS
    columns = PROJECT_COLUMNS
    list_name = "covenants:project-list"
    state_filter = "status"
    usual_words = "已确定的项目（含实施中、已完成和终止）"

    def usual(self, rows: QuerySet) -> QuerySet:
        return rows.counted(clock.today())

    def get_sections(self, rows: QuerySet) -> list[Section]:
        return project_sections(rows)


def _stream(page: str, ledger: Ledger) -> Iterator[str]:
    """Return the page piece by piece: its head at once, then the rows while they are read."""
    pieces = iter(ROOM.split(page))
    yield next(pieces)
    for section in ledger.sections:
        yield from _rows(section)
        yield next(pieces)
        yield escape(section.total())
        yield next(pieces)


def _rows(section: Section) -> Iterator[str]:
    batch: list[str] = []
    for line in section.lines():
        batch.append(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in line)}</tr>\n")
        if len(batch) == BATCH:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch)


def _as_file(ledger: Ledger) -> FileResponse:
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the response closes it
    write_docx(file, ledger)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=ledger.file_name, content_type=MEDIA_TYPE
    )


def _reporter(user: Any) -> str:
    """Return who reports: the committee or office of somebody who speaks for one only."""
    places = {grant.organization or grant.district for grant in grants_of(user)} - {None}
    return places.pop().title if len(places) == 1 else ""
