"""The local mailbox in the browser, in development only."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from einlass.events.access import in_development
from einlass.mail import mailbox
from einlass.mail.loaders import get_mail

PER_PAGE = 40
# The mail is shown in a frame of our own page: its inline style is wanted, a script never runs, and a link
# may open in the whole window.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@in_development
def mailbox_page(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("to", "").strip()
    page = Paginator(mailbox.codes(search), PER_PAGE).get_page(request.GET.get("page"))
    letters = [mailbox.letter(code) for code in page]
    return render(request, "mail/mailbox.html", {"page": page, "letters": letters, "search": search})


@in_development
def mail_page(request: HttpRequest, code: str) -> HttpResponse:
    mail = get_mail(code)
    response = render(
        request,
        "mail/mail.html",
        {
            "code": code,
            "letter": mailbox.letter(code),
            "sender": mail["from"],
            "text": mailbox.body(mail, "plain"),
            "has_html": bool(mailbox.body(mail, "html")),
            "attachments": mailbox.attachments(mail),
        },
    )
    response.csp = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


@xframe_options_sameorigin
@in_development
def mail_html(request: HttpRequest, code: str) -> HttpResponse:
    html = mailbox.body(get_mail(code), "html").replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": HTML_POLICY})


@in_development
def mail_attachment(request: HttpRequest, code: str, number: int) -> HttpResponse:
    attachments = mailbox.attachments(get_mail(code))
    if number >= len(attachments):
        raise Http404
    attachment = attachments[number]
    response = HttpResponse(attachment.content, content_type=attachment.kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    return response
