"""Files that are sent with an answer: what is taken, who may open it, and when it goes."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from einlass.applications import limits
from einlass.applications.file_types import kind_of
from einlass.applications.models import Application, Upload
from einlass.applications.uploads import clean_name, clear_uploads, token_of
from einlass.events.limits import Limit
from einlass.events.links import link_token
from einlass.events.models import Role
from tests.builders import (
    NOON,
    PDF,
    make_application,
    make_category,
    make_event,
    make_member,
    make_question,
    make_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder")
    make_question(
        event,
        key="cv",
        kind="file",
        label={"en": "CV"},
        required=True,
        file_types=["pdf", "picture"],
        file_megabytes=1,
    )
    return event


def a_file(content=PDF, name="cv.pdf"):
    return SimpleUploadedFile(name, content)


def send(client, event, **changes):
    filled = {
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "category": "founder",
        "team": "alone",
        "consent": "on",
        "submission_key": str(uuid4()),
    } | changes
    filled = {key: value for key, value in filled.items() if value is not None}
    return client.post(reverse("applications:apply", args=[event.slug]), filled)


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name, content in names:
            zipped.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (archive(("[Content_Types].xml", "x"), ("word/document.xml", "x")), "docx"),
        (archive(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")), "odt"),
        (archive(("evil.exe", "MZ")), None),
        (b"PK\x03\x04", None),
        (b"<html><script>alert(1)</script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content, ending):
    kind = kind_of(content)

    assert (kind.ending if kind else None) == ending


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ada\\cv.docx", "cv.pdf"),
        ("cv.pdf.exe", "cv.pdf.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("Lebenslauf Müller 👩‍🚀.pdf", "Lebenslauf Müller 👩‍🚀.pdf"),
        ('a"b;c%00\r\nX: y.pdf', "abc00 X y.pdf"),
        ("." * 300, "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_the_name_of_a_file_does_no_harm(name, kept):
    assert clean_name(name, "pdf") == kept


def test_a_file_is_kept_with_the_application(client, event):
    answer = send(client, event, q_cv=a_file(name="My CV.PDF"))

    application = Application.objects.get()
    upload = Upload.objects.get()
    assert answer.status_code == 302
    assert application.answers == {"cv": {"file": upload.code, "name": "My CV.pdf", "size": len(PDF)}}
    assert (upload.application, bytes(upload.content), upload.content_type) == (application, PDF, "application/pdf")


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (a_file(b"MZ\x90 a program"), "This is no file of the kinds allowed: PDF; Pictures: JPEG, PNG, WebP; at most 1 MB."),
        (a_file(b"<svg onload='alert(1)'>", "a.png"), "This is no file of the kinds allowed: PDF; Pictures: JPEG, PNG, WebP; at most 1 MB."),
        (a_file(PDF + bytes(1_000_000)), "This file is too large: 976.6\xa0KB, where at most 1 MB are allowed."),
        (a_file(PDF + bytes(11_000_000)), "This file is too large: 10.5\xa0MB, where at most 1 MB are allowed."),
        (a_file(b""), "This file is empty."),
        (None, "Please answer this question."),
    ],
)  # fmt: skip
def test_a_file_that_is_not_allowed_is_refused_beside_the_field(client, event, file, error):
    answer = send(client, event, q_cv=file)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"q_cv": [error]}
    assert (Application.objects.count(), Upload.objects.count()) == (0, 0)


def test_a_file_need_not_be_chosen_again_where_something_else_is_wrong(client, event):
    first = send(client, event, q_cv=a_file(), name="")
    token = token_of(Upload.objects.get().code, "cv")
    shown = first.content.decode()
    second = send(client, event, q_cv_kept=token)

    assert (first.status_code, second.status_code) == (422, 302)
    assert f'value="{token}"' in shown
    assert "is kept" in shown
    assert Upload.objects.get().application == Application.objects.get()


def test_a_wrong_file_does_not_push_out_the_one_that_was_kept(client, event):
    send(client, event, q_cv=a_file(), name="")
    token = token_of(Upload.objects.get().code, "cv")

    answer = send(client, event, q_cv_kept=token, q_cv=a_file(b"MZ"))

    assert list(answer.context["form"].errors) == ["q_cv"]
    assert f'value="{token}"' in answer.content.decode()


def test_the_same_form_sent_twice_with_a_kept_file_is_one_application(client, event):
    send(client, event, q_cv=a_file(), name="")
    token, key = token_of(Upload.objects.get().code, "cv"), str(uuid4())

    answers = [send(client, event, q_cv_kept=token, submission_key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Application.objects.count() == 1


@pytest.mark.parametrize("token", ["forged", "cv.ABC:xyz", "", "\x00"])
def test_nobody_takes_a_file_by_a_forged_token(client, event, token):
    assert send(client, event, q_cv_kept=token).status_code == 422


def test_nobody_takes_the_file_of_somebody_else(client, event):
    theirs = make_upload(make_application(event), "cv")

    assert send(client, event, q_cv_kept=token_of(theirs.code, "cv")).status_code == 422


def test_a_file_is_kept_replaced_or_taken_out_when_the_application_changes(client, event):
    event.questions.update(required=False)
    application = make_application(event)
    old = make_upload(application, "cv")
    edit = reverse("applications:edit", args=[event.slug, link_token("application", application.code)])
    sent = {"name": "Ada", "category": "founder", "team": "alone"}

    page = client.get(edit).content.decode()
    client.post(edit, sent | {"q_cv_kept": token_of(old.code, "cv")})
    kept = list(Upload.objects.values_list("code", flat=True))
    client.post(edit, sent | {"q_cv_kept": token_of(old.code, "cv"), "q_cv": a_file(PDF + b"2", "new.pdf")})
    replaced = list(Upload.objects.values_list("name", flat=True))
    new = Upload.objects.get()
    client.post(edit, sent | {"q_cv_kept": token_of(new.code, "cv"), "q_cv_dropped": "1"})

    application.refresh_from_db()
    assert "“cv.pdf”" in page
    assert (kept, replaced) == ([old.code], ["new.pdf"])
    assert (Upload.objects.count(), application.answers) == (0, {})


def test_a_file_is_saved_and_never_shown_in_place(client, event):
    application = make_application(event)
    make_upload(application, "cv", name="Lebenslauf Müller.pdf")
    client.force_login(make_member(event, Role.REVIEWER))

    answer = client.get(reverse("applications:team_file", args=[event.slug, application.code, "cv"]))

    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_only_the_team_and_who_sent_it_open_a_file(client, event):
    mine, theirs = make_application(event), make_application(event)
    make_upload(mine, "cv")
    other_event = make_event()
    by_link = reverse("applications:file", args=[event.slug, link_token("application", mine.code), "cv"])
    by_other_link = reverse("applications:file", args=[event.slug, link_token("application", theirs.code), "cv"])
    elsewhere = reverse("applications:team_file", args=[other_event.slug, mine.code, "cv"])
    here = reverse("applications:team_file", args=[event.slug, mine.code, "cv"])

    public = [client.get(one).status_code for one in (by_link, by_other_link)]
    client.force_login(make_member(event, Role.DOOR))
    door = client.get(here).status_code
    client.force_login(make_member(other_event, Role.OWNER))
    owner_of_other = [client.get(one).status_code for one in (here, elsewhere)]

    assert (public, door, owner_of_other) == ([200, 404], 404, [404, 404])


def test_a_file_is_named_and_linked_beside_the_application(client, event):
    application = make_application(event)
    make_upload(application, "cv", name="cv<b>.pdf")
    token = link_token("application", application.code)
    client.force_login(make_member(event))

    page = client.get(reverse("applications:application", args=[event.slug, application.code])).content.decode()
    own = client.get(reverse("admission:applicant", args=[event.slug, token])).content.decode()

    assert reverse("applications:team_file", args=[event.slug, application.code, "cv"]) in page
    assert reverse("applications:file", args=[event.slug, token, "cv"]) in own
    assert "cv&lt;b&gt;.pdf" in page


def test_a_file_goes_with_its_application(event):
    application = make_application(event)
    make_upload(application, "cv")

    application.delete()

    assert not Upload.objects.exists()


def test_files_that_nobody_needs_are_cleared_away(client, event):
    send(client, event, q_cv=a_file(), name="")
    kept, erased = make_application(event), make_application(event)
    make_upload(kept, "cv")
    make_upload(erased, "cv")
    Application.objects.filter(pk=erased.pk).update(answers={})

    clear_uploads(NOON + timedelta(hours=23))
    waiting = Upload.objects.filter(application=None).count()
    clear_uploads(NOON + timedelta(hours=25))

    assert waiting == 1
    assert list(Upload.objects.values_list("application", flat=True)) == [kept.pk]


def test_a_network_cannot_fill_the_disk(client, event, monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD_FROM_NETWORK", Limit("upload from network", 1, timedelta(minutes=10)))
    send(client, event, q_cv=a_file(), name="")

    answer = send(client, event, q_cv=a_file())

    assert answer.status_code == 429
    assert (Upload.objects.count(), Application.objects.count()) == (1, 0)
