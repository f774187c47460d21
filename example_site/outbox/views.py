"""The list of mail that would have been sent."""

from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from example_site.outbox.mailbox import read_mails

MAILS_PER_PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    paginator = Paginator(read_mails(Path(settings.OUTBOX_DIR)), MAILS_PER_PAGE)
    mails = paginator.get_page(request.GET.get("page"))
    return render(request, "outbox/index.html", {"mails": mails, "folder": settings.OUTBOX_DIR})
