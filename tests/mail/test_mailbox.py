import pytest
from django.core.mail import EmailMessage

from einlass.mail.sending import send_due
from tests.builders import NOON
from tests.builders.mail import make_message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailbox(settings, tmp_path):
    settings.EMAIL_BACKEND = "einlass.mail.mailbox.Mailbox"
    settings.MAILBOX = tmp_path / "mailbox"
    return settings.MAILBOX


def arrive(number=1, **fields):
    messages = [make_message(**fields) for _ in range(number)]
    send_due(lambda: NOON, limit=100)
    return messages


def test_each_mail_is_a_file_named_by_its_code(mailbox):
    messages = arrive(3)

    assert {path.name for path in mailbox.iterdir()} == {f"{message.code}.eml" for message in messages}


def test_a_mail_from_elsewhere_gets_a_name_of_its_own(mailbox):
    EmailMessage("s", "b", to=["a@example.org"], headers={"Message-ID": "<../../x@y>"}).send()

    assert [path.suffix for path in mailbox.iterdir()] == [".eml"]


def test_the_list_shows_mails_and_finds_them_by_address(client):
    arrive(to="anna@example.org", context={"name": "Anna"})
    arrive(to="ben@example.org", context={"name": "Ben"})

    everything = client.get("/mail/").content.decode()
    annas = client.get("/mail/", {"to": "ANNA@"}).content.decode()

    assert "Hello Anna" in everything
    assert "Hello Ben" in everything
    assert "Hello Anna" in annas
    assert "Hello Ben" not in annas


def test_an_empty_mailbox_says_what_to_do(client):
    assert "No mail yet" in client.get("/mail/").content.decode()


def test_many_mails_come_in_pages(client):
    arrive(45)

    page = client.get("/mail/", {"page": 2})

    assert "Page 2 of 2" in page.content.decode()
    assert len(page.context["letters"]) == 5


def test_the_list_makes_no_database_query_for_a_mail(client, django_assert_num_queries):
    arrive(3)

    with django_assert_num_queries(0):
        client.get("/mail/")


def test_a_mail_shows_its_text_with_links_to_click(client):
    message = arrive()[0]

    page = client.get(f"/mail/{message.code}/")

    assert '<a href="https://einlass.example/open/"' in page.content.decode()
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_html_version_runs_no_script_and_opens_links_in_the_whole_window(client):
    message = arrive()[0]

    page = client.get(f"/mail/{message.code}/html/")

    assert '<base target="_top">' in page.content.decode()
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox allow-popups" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "allow-scripts" not in page.headers["Content-Security-Policy"]


def test_an_attachment_is_downloaded(client, settings):
    settings.MAIL_ATTACHMENTS = {"ticket": "tests.mail.test_sending.make_attachment"}
    message = arrive(attachments=[["ticket", "7KQ3M9XR"]])[0]

    answer = client.get(f"/mail/{message.code}/attachments/0/")

    assert answer.content == b"%PDF"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ticket-7KQ3M9XR.pdf"'
    assert client.get(f"/mail/{message.code}/attachments/1/").status_code == 404


@pytest.mark.parametrize("code", ["nothing", "..", "%2e%2e%2fsecret", "a" * 100])
def test_what_is_no_mail_answers_404(client, mailbox, code):
    mailbox.mkdir()
    (mailbox.parent / "secret.eml").write_text("To: x\n\nsecret")

    assert client.get(f"/mail/{code}/").status_code == 404


def test_outside_development_there_is_no_mailbox(client, settings):
    message = arrive()[0]
    settings.DEVELOPMENT = False

    assert client.get("/mail/").status_code == 404
    assert client.get(f"/mail/{message.code}/html/").status_code == 404


def test_a_half_written_mail_is_never_seen(mailbox, monkeypatch):
    monkeypatch.setattr("pathlib.Path.replace", lambda self, target: (_ for _ in ()).throw(OSError("disk full")))
    arrive()

    assert list(mailbox.glob("*.eml")) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_mailbox_has_no_barriers_and_a_link_in_a_mail_opens_the_whole_window(live_server, open_page, barriers):
    message = arrive(template="letters/home", context={"home": live_server.url + "/healthz"})[0]

    found = barriers(open_page(f"{live_server.url}/mail/"))
    page = open_page(f"{live_server.url}/mail/{message.code}/")
    page.frame_locator("iframe").get_by_role("link", name="Open it").click()
    page.wait_for_url("**/healthz")
    found += barriers(open_page(f"{live_server.url}/mail/{message.code}/"))

    assert found == []
