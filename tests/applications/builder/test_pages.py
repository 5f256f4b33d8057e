"""The builder through the client: what an organiser sees, sends and is told."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from einlass.applications.builder.checks import MOST_CHOICES
from einlass.applications.builder.forms import QuestionForm
from einlass.applications.builder.spec import spec_of
from einlass.applications.models import Question
from einlass.events.models import AuditEntry, Membership, Role
from tests.builders import NOON, make_application, make_category, make_event, make_member, make_question

pytestmark = pytest.mark.django_db
REGIONS = [{"value": one, "label": {"en": one.title(), "de": one.upper()}} for one in ("owl", "nrw", "abroad")]


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event(client):
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin"})
    client.force_login(make_member(event))
    return event


def url(name, event, *args):
    return reverse(f"applications:{name}", args=[event.slug, *args])


def typed(question=None, **changes):
    """What the page of a question sends, all of it."""
    spec = spec_of(question) if question is not None else None
    sent = {
        "kind": "text",
        "label_en": "Company",
        "label_de": "Unternehmen",
        "help_en": "",
        "help_de": "",
        "only_if": "",
        "kept_days": "",
    }
    if spec is not None and question is not None:
        sent |= {"version": question.version, "kind": spec.kind}
        sent |= {f"label_{language}": text for language, text in spec.label.items()}
        for number, choice in enumerate(spec.choices):
            sent[f"choice-{number}-value"] = choice.value
            sent |= {f"choice-{number}-{language}": text for language, text in choice.label.items()}
        if spec.required:
            sent["required"] = "on"
    return sent | changes


def form_of(answer):
    """The question's form, not the one in the preview."""
    return next(one["form"] for one in answer.context if isinstance(one.get("form"), QuestionForm))


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("count", [0, 1, 13])
def test_the_list_costs_the_same_for_one_question_and_for_many(client, event, django_assert_max_num_queries, count):
    for position in range(count):
        make_question(event, key=f"question_{position}", position=position)

    with django_assert_max_num_queries(9):
        answer = client.get(url("form", event))

    assert f"{count} question" in words(answer)


def test_a_question_of_each_kind_is_added(client, event):
    for kind in Question.Kind.values:
        page = client.get(url("new_question", event), {"kind": kind})
        extra = {"choice-0-en": "Yes, please", "choice-1-en": "No", "file_types": ["pdf"]}
        answer = client.post(url("new_question", event), typed(kind=kind, label_en=f"My {kind}", **extra))

        assert (page.status_code, answer.status_code) == (200, 302)

    assert [one.kind for one in event.questions.all()] == Question.Kind.values
    choice = event.questions.get(kind="choice")
    assert choice.key == "my_choice"
    assert [one["value"] for one in choice.choices] == ["yes_please", "no"]
    assert event.questions.get(kind="file").file_types == ["pdf"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, event):
    wrong = typed(
        kind="choice", label_en="", help_de="Help stays", kept_days="99999",
        **{"choice-0-en": "Same", "choice-1-en": "Same"},
    )  # fmt: skip

    answer = client.post(url("new_question", event), wrong)

    form = form_of(answer)
    assert answer.status_code == 422
    assert {"label_en", "kept_days", "choices"} <= set(form.errors)
    assert form.rows[1].errors == ["Two choices have this name; nobody could tell them apart."]
    assert "Help stays" in answer.content.decode()
    assert not event.questions.exists()


def test_a_condition_hangs_on_an_earlier_question(client, event):
    region = make_question(event, key="region", kind="choice", choices=REGIONS)

    client.post(url("new_question", event), typed(only_if="region", if_region=["abroad"]))
    client.post(url("new_question", event), typed(label_en="Team", only_if="team", if_team=["found"]))
    empty = client.post(url("new_question", event), typed(label_en="Third", only_if="region"))
    of_later = client.get(url("question", event, region.key))

    assert [one.condition for one in event.questions.all()] == [
        None,
        {"question": "region", "is": ["abroad"]},
        {"question": "team", "is": ["found", "stay"]},
    ]
    assert form_of(empty).errors["only_if"] == ["Please choose for which answers this question is asked."]
    assert [key for key, _label in form_of(of_later).fields["only_if"].choices] == ["", "category", "team"]


def test_more_rows_and_another_order_work_without_script(client, event):
    rows = {"choice-0-en": "First", "choice-1-en": "Second"}

    more = client.post(url("new_question", event), typed(kind="choice", choices="more", **rows))
    moved = client.post(url("new_question", event), typed(kind="choice", choices="up-1", **rows))

    assert (more.status_code, len(form_of(more).rows)) == (200, 4)
    assert [row.labels["en"] for row in form_of(moved).rows] == ["Second", "First"]
    assert not event.questions.exists()


def test_what_will_happen_to_answers_is_said_before_it_is_saved(client, event):
    question = make_question(event, key="region", kind="choice", choices=REGIONS, label={"en": "From", "de": "Von"})
    for _ in range(3):
        make_application(event, answers={"region": "abroad"})
    sent = typed(question, **{"choice-2-remove": "1"})

    asked = client.post(url("question", event, "region"), sent)
    unchanged = event.questions.get()
    confirmation = asked.context["answer"].confirmation
    saved = client.post(url("question", event, "region"), sent | {"confirmed": confirmation})

    assert asked.status_code == 422
    assert "3 answers use “Abroad”; they stay and show as “Abroad”. Nobody else can choose it." in words(asked)
    assert unchanged.version == 1
    assert saved.status_code == 302
    assert [one["value"] for one in event.questions.get().offered_choices] == ["owl", "nrw"]


def test_a_confirmation_counts_only_for_what_was_shown(client, event):
    question = make_question(event, key="company", label={"en": "Firm", "de": "Firma"})
    make_application(event, answers={"company": "Acme"})
    first = client.post(url("question", event, "company"), typed(question, label_en="Company"))
    confirmation = first.context["answer"].confirmation

    other = client.post(
        url("question", event, "company"), typed(question, kind="long_text", label_en="C", confirmed=confirmation)
    )

    assert other.status_code == 422
    assert event.questions.get().version == 1


def test_a_kind_that_cannot_keep_the_answers_is_refused_with_a_way_out(client, event):
    question = make_question(event, key="people", label={"en": "People", "de": "Leute"})
    make_application(event, answers={"people": "about ten"})
    sent = typed(question, kind="number")

    refused = client.post(url("question", event, "people"), sent)
    as_new = client.post(url("question", event, "people"), sent | {"as_new": "1"})

    assert "1 answer was given to this question as “Text”; it would mean nothing as “Number”." in words(refused)
    assert as_new.status_code == 302
    assert [(one.key, one.kind) for one in event.questions.asked_now()] == [("people_2", "number")]
    assert event.questions.get(key="people").archived_at == NOON


def test_two_organisers_at_once_see_what_the_other_wrote(client, event):
    question = make_question(event, key="company", label={"en": "Firm", "de": "Firma"})
    old = typed(question, label_en="Mine", help_en="My help")
    client.post(url("question", event, "company"), typed(question, label_en="Theirs"))

    clash = client.post(url("question", event, "company"), old)
    form = form_of(clash)
    kept = event.questions.get()
    mine = client.post(url("question", event, "company"), old | {"version": form["version"].value()})

    assert clash.status_code == 422
    assert "saved this question while you had it open" in words(clash)
    assert next(part.other for part in clash.context["answer"].theirs).startswith("EN: Theirs")
    assert (form["label_en"].value(), str(kept)) == ("Mine", "Theirs")
    assert (mine.status_code, str(event.questions.get())) == (302, "Mine")


def test_a_question_is_moved_by_its_arrows(client, event):
    for position, key in enumerate(["a", "b", "c"]):
        make_question(event, key=key, position=position)
    page = client.get(url("form", event))
    row = page.context["rows"][1]

    answer = client.post(f"{url('question_place', event, 'b')}?before={row.up}", {"direction": "up"})

    assert answer.url == f"{url('form', event)}?moved=b&direction=up"
    assert [one.key for one in event.questions.all()] == ["b", "a", "c"]
    assert "“" in words(client.get(answer.url))


def test_a_move_that_cannot_be_says_why(client, event):
    make_question(event, key="region", kind="choice", choices=REGIONS, label={"en": "Where from?"})
    make_question(
        event, key="home", label={"en": "Country"}, position=1, condition={"question": "region", "is": ["abroad"]}
    )

    answer = client.post(f"{url('question_place', event, 'home')}?before=region", {"direction": "up"}, follow=True)

    assert "“Country” must stay below “Where from?”" in words(answer)
    assert [one.key for one in event.questions.all()] == ["region", "home"]


def test_a_question_is_taken_out_and_asked_again(client, event):
    question = make_question(event, key="company", label={"en": "Company"})
    make_application(event, answers={"company": "Acme"})

    before = client.get(url("question_removal", event, "company"))
    client.post(url("question_removal", event, "company"))
    archived = client.get(url("form", event))
    kept = client.post(url("question_deletion", event, "company"), follow=True)
    client.post(url("question_return", event, "company"))

    assert "1 person has answered it" in words(before)
    assert "Not asked any more" in words(archived)
    assert "“Company” has 1 answer and stays in the archive" in words(kept)
    question.refresh_from_db()
    assert question.archived_at is None


def test_a_question_that_others_need_says_which(client, event):
    make_question(event, key="region", kind="choice", choices=REGIONS)
    make_question(event, label={"en": "Country"}, position=1, condition={"question": "region", "is": ["abroad"]})

    answer = client.post(url("question_removal", event, "region"))

    assert answer.status_code == 422
    assert [str(one) for one in answer.context["needed_by"]] == ["Country"]


def test_the_preview_shows_what_is_being_typed_in_either_language(client, event):
    make_question(event, key="company", label={"en": "Company", "de": "Unternehmen"})

    answer = client.post(
        url("form_preview", event), typed(label_de="Neu & <b>frisch</b>", preview_language="de")
    ).content.decode()

    assert "Neu &amp; &lt;b&gt;frisch&lt;/b&gt;" in answer
    assert "Unternehmen" in answer
    assert "Über Sie" in answer or 'lang="de"' in answer
    assert event.questions.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "nonsense", "choice-99999-en": "Far away", "choice-" + "9" * 40 + "-en": "Farther"},
        {"kind": "choice", "choice--1-en": "Before", "choice-١-en": "Arabic", "label_en": "x" * 100_000},
        {"kind": "file", "file_types": "exe", "file_megabytes": "٣", "only_if": "nowhere"},
        {"kind": "multiple", "choices": "up-999999", "choice-2-en": "Third"},
        {"label_en": "\x01\u202eevil\u2066", "label_de": "👩‍🚀", "help_en": "\x00", "edited": ""},
    ],
)
def test_nothing_that_is_sent_breaks_the_preview_or_the_page(client, event, sent):
    make_question(event, key="company")

    assert client.post(url("form_preview", event), sent).status_code == 200
    assert client.post(url("new_question", event), sent).status_code in {200, 422}
    assert client.post(url("question", event, "company"), sent).status_code in {200, 422}
    assert event.questions.count() == 1


def test_help_that_looks_like_html_is_shown_as_it_was_typed(client, event):
    make_question(event, key="company", help={"en": "<script>alert(1)</script>\nSecond line"})

    page = client.get(reverse("applications:apply", args=[event.slug])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Second line" in page


def test_a_form_goes_out_as_a_file_and_comes_in_unchanged(client, event):
    make_question(event, key="region", kind="choice", choices=REGIONS, is_attribute=True)
    make_question(event, key="cv", kind="file", file_types=["pdf"], position=1)

    file = client.get(url("form_export", event))
    plan = client.post(url("form_import", event), {"text": file.content.decode()})

    assert file.headers["Content-Disposition"] == f'attachment; filename="{event.slug}-form.toml"'
    assert plan.status_code == 200
    assert "Nothing would change." in words(plan)


def test_an_import_is_shown_before_it_is_done(client, event):
    make_question(event, key="gone", label={"en": "Gone"})
    text = 'format = "einlass-form-1"\n[[question]]\nkey = "fresh"\nkind = "text"\nlabel = { en = "Fresh" }\n'
    file = SimpleUploadedFile("form.toml", text.encode())

    shown = client.post(url("form_import", event), {"file": file})
    untouched = [one.key for one in event.questions.asked_now()]
    done = client.post(
        url("form_import", event), {"text": shown.context["text"], "confirmed": shown.context["version"]}
    )

    assert ("1 new question" in words(shown), untouched) == (True, ["gone"])
    assert done.status_code == 302
    assert [one.key for one in event.questions.asked_now()] == ["fresh"]


def test_a_faulty_file_changes_nothing_and_names_the_place(client, event):
    text = 'format = "einlass-form-1"\n[[question]]\nkey = "fresh"\nkind = "txt"\nlabel = { en = "Fresh" }\n'

    answer = client.post(url("form_import", event), {"text": text, "confirmed": "0"})
    nothing = client.post(url("form_import", event), {})
    noise = client.post(url("form_import", event), {"file": SimpleUploadedFile("a.toml", b"\xff\xfe\x00")})

    assert answer.status_code == 422
    assert "Line 4 fresh kind “txt” is no kind of question" in words(answer)
    assert text in answer.content.decode().replace("&quot;", '"')
    assert (nothing.status_code, noise.status_code) == (422, 422)
    assert not event.questions.exists()


def test_differences_shown_before_somebody_else_changed_the_form_are_shown_anew(client, event):
    question = make_question(event, key="company", label={"en": "Company"})
    text = 'format = "einlass-form-1"\n[[question]]\nkey = "fresh"\nkind = "text"\nlabel = { en = "Fresh" }\n'
    version = client.post(url("form_import", event), {"text": text}).context["version"]
    client.post(url("question", event, "company"), typed(question, label_en="Changed"))

    answer = client.post(url("form_import", event), {"text": text, "confirmed": version})

    assert answer.status_code == 422
    assert "Somebody changed the form after you were shown the differences." in words(answer)
    assert [one.key for one in event.questions.asked_now()] == ["company"]


def test_a_form_is_copied_from_an_event_that_one_manages(client, event):
    mine, strange = make_event(languages=["de"]), make_event()
    Membership.objects.create(user=Membership.objects.get(event=event).user, event=mine, role=Role.ORGANISER)
    Membership.objects.create(user=Membership.objects.get(event=event).user, event=strange, role=Role.REVIEWER)
    for other in (mine, strange):
        make_question(other, key="company", label={"en": "Company", "de": "Unternehmen"})

    listed = client.get(url("form_copy", event)).context["others"]
    shown = client.get(url("form_copy", event), {"from": mine.slug})
    refused = client.get(url("form_copy", event), {"from": strange.slug})
    client.post(f"{url('form_copy', event)}?from={mine.slug}", {"confirmed": shown.context["version"]})

    assert (listed, refused.status_code) == ([mine], 404)
    assert [str(one) for one in event.questions.all()] == ["Company"]
    assert AuditEntry.objects.get(event=event, action="form replaced").after["source"] == mine.slug


def test_a_copy_that_does_not_fit_this_event_says_so(client, event):
    other = make_event()
    Membership.objects.create(user=Membership.objects.get(event=event).user, event=other, role=Role.OWNER)
    make_question(other, key="stage", condition={"question": "category", "is": ["astronaut"]})

    answer = client.post(f"{url('form_copy', event)}?from={other.slug}", {"confirmed": "0"})

    assert answer.status_code == 422
    assert "“category” has no answer “astronaut”." in words(answer)
    assert not event.questions.exists()


def test_no_count_that_somebody_tampered_with_loses_choices(client, event):
    rows = {"choice-0-en": "First", "choice-1-en": "", "choice-2-en": "Third", "choices-total": "0"}

    answer = client.post(url("new_question", event), typed(kind="choice", label_en="", **rows))

    assert [row.labels["en"] for row in form_of(answer).rows] == ["First", "", "Third"]


def test_too_many_choices_are_refused_and_stay_on_the_page(client, event):
    rows = {f"choice-{number}-en": f"Choice {number}" for number in range(MOST_CHOICES + 20)}

    answer = client.post(url("new_question", event), typed(kind="choice", label_en="Which?", **rows))

    assert answer.status_code == 422
    assert len(form_of(answer).rows) == MOST_CHOICES + 20
    assert not event.questions.exists()
