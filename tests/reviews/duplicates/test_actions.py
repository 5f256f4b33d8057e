"""Finding pairs, putting them together, taking them apart, keeping both."""

from datetime import timedelta

import pytest

from einlass.applications.errors import AnotherApplicationCounts
from einlass.applications.history import edits_of
from einlass.applications.models import Application
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from einlass.reviews.duplicates import actions
from einlass.reviews.duplicates.actions import (
    find_duplicates,
    keep_apart,
    put_together,
    search_where_needed,
    take_apart,
)
from einlass.reviews.duplicates.errors import HasASeat, NotApartAnyMore, NothingToUndo, WouldNotCount
from einlass.reviews.duplicates.queries import open_pairs
from einlass.reviews.models import DuplicatePair, DuplicateSearch, Note, Tag, Tagging
from tests.builders import NOON, make_application, make_category, make_event, make_member, make_question, make_team
from tests.builders.admission import make_contingent, make_open_offer
from tests.builders.duplicates import make_pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder")
    make_category(event, key="student")
    make_question(event, key="company", label={"en": "Company"})
    return event


@pytest.fixture
def organiser(event):
    return make_member(event)


def ada(event, **fields):
    return make_application(event, **({"name": "Ada Lovelace", "answers": {"company": "Engines"}} | fields))


def together(pair, by, *, from_other=(), keep=None, tell=False, at=NOON):
    return put_together(pair, keep=keep or pair.first_id, from_other=frozenset(from_other), tell=tell, by=by, at=at)


def found(event):
    return sorted(open_pairs(event).values_list("first", "second", "reason"))


def test_the_same_person_with_another_address_is_found(event):
    one, other = ada(event), ada(event, name="Lovelace, Ada", answers={"company": "Engines GmbH"})
    ada(event, name="Charles Babbage")

    find_duplicates(event, at=NOON)

    assert found(event) == [(one.pk, other.pk, "person")]


def test_the_same_mailbox_is_found_though_it_was_kept_under_an_older_rule(event):
    one = ada(event, name="A", email="a.da@gmail.com", email_normalised="old rule")
    other = ada(event, name="B", email="ada+x@googlemail.com")

    find_duplicates(event, at=NOON)

    assert found(event) == [(one.pk, other.pk, "address")]


def test_searching_again_keeps_what_somebody_decided_and_drops_what_is_no_longer_so(event, organiser):
    ada(event), ada(event), make_application(event, name="Bo Li", answers={"company": "X"})
    changed = make_application(event, name="Bo Li", answers={"company": "X"})
    find_duplicates(event, at=NOON)
    apart = DuplicatePair.objects.get(first__name="Ada Lovelace")
    keep_apart(apart, by=organiser, at=NOON)
    Application.objects.filter(pk=changed.pk).update(name="Somebody Else")

    find_duplicates(event, at=NOON)

    assert found(event) == []
    assert list(DuplicatePair.objects.values_list("pk", flat=True)) == [apart.pk]


def test_of_more_pairs_than_anybody_looks_at_the_rest_waits_until_some_are_decided(event, organiser, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PAIRS", 2)
    ada(event), ada(event), ada(event)

    assert find_duplicates(event, at=NOON) == 2
    first = found(event)
    assert find_duplicates(event, at=NOON) == 2
    assert found(event) == first
    keep_apart(DuplicatePair.objects.first(), by=organiser, at=NOON)
    assert find_duplicates(event, at=NOON) == 2

    assert (len(found(event)), DuplicatePair.objects.count()) == (2, 3)


def test_withdrawn_ones_and_other_events_are_no_duplicates(event):
    ada(event), ada(event, withdrawn_at=NOON), ada(make_event())

    find_duplicates(event, at=NOON)

    assert found(event) == []


def test_the_worker_searches_where_something_has_changed(event):
    ada(event)
    search_where_needed(NOON)
    first = DuplicateSearch.objects.get(event=event)
    search_where_needed(NOON + timedelta(hours=1))
    assert DuplicateSearch.objects.get(event=event).searched_at == first.searched_at

    ada(event, submitted_at=NOON + timedelta(hours=1))
    search_where_needed(NOON + timedelta(hours=2))

    assert len(found(event)) == 1


def test_putting_together_keeps_what_was_chosen_of_both(event, organiser):
    team = make_team(event)
    one = ada(event, answers={"company": "Old", "why": "because"})
    other = ada(
        event, name="Ada L.", answers={"company": "New"}, team=team, category=event.categories.get(key="student")
    )
    pair = make_pair(event, one, other)

    merge = together(pair, organiser, from_other=["name", "category", "team", "q_company"])

    one.refresh_from_db(), other.refresh_from_db()
    assert (one.name, one.category.key, one.team, one.answers) == (
        "Ada L.",
        "student",
        team,
        {"company": "New", "why": "because"},
    )
    assert "new" in one.search_text
    assert (other.withdrawn_at, merge.merged, open_pairs(event).count()) == (NOON, other, 0)


def test_tags_and_notes_come_over_and_go_back(event, organiser):
    pair = make_pair(event)
    both, only_other = Tag.objects.create(event=event, name="both"), Tag.objects.create(event=event, name="other")
    for tag, application in ((both, pair.first), (both, pair.second), (only_other, pair.second)):
        Tagging.objects.create(tag=tag, application=application, added_at=NOON)
    note = Note.objects.create(application=pair.second, text="Called.", written_at=NOON)

    def tags(application):
        return sorted(
            Tagging.objects.filter(application=application, removed_at=None).values_list("tag__name", flat=True)
        )

    merge = together(pair, organiser)
    assert (tags(pair.first), Note.objects.get(pk=note.pk).application) == (["both", "other"], pair.first)

    take_apart(merge, by=organiser, at=NOON)
    assert (tags(pair.first), tags(pair.second)) == (["both"], ["both", "other"])
    assert Note.objects.get(pk=note.pk).application == pair.second


def test_taken_apart_both_stand_as_before(event, organiser):
    pair = make_pair(event, ada(event), ada(event, name="Other Name", answers={"company": "Other"}))
    before = list(Application.objects.order_by("pk").values())
    merge = together(pair, organiser, from_other=["name", "q_company"])

    assert take_apart(merge, by=organiser, at=NOON + timedelta(hours=1)) is True

    after = list(Application.objects.order_by("pk").values())
    for row in (*before, *after):
        row.pop("search_text")
    assert after == before
    with pytest.raises(NothingToUndo):
        take_apart(merge, by=organiser, at=NOON)
    assert open_pairs(event).count() == 1


def test_what_was_changed_since_is_not_undone(event, organiser):
    pair = make_pair(event)
    merge = together(pair, organiser)
    Application.objects.filter(pk=pair.first_id).update(name="Corrected", edited_at=NOON + timedelta(hours=1))

    assert take_apart(merge, by=organiser, at=NOON + timedelta(hours=2)) is False

    assert Application.objects.get(pk=pair.first_id).name == "Corrected"
    assert Application.objects.get(pk=pair.second_id).withdrawn_at is None


def test_an_address_that_counts_again_elsewhere_is_not_taken_apart(event, organiser):
    merge = together(make_pair(event), organiser)
    make_application(event, email=merge.merged.email)

    with pytest.raises(AnotherApplicationCounts):
        take_apart(merge, by=organiser, at=NOON)

    merge.refresh_from_db()
    assert (merge.undone_at, Application.objects.get(pk=merge.merged_id).withdrawn_at) == (None, NOON)


def test_what_would_lose_somebody_their_chance_is_refused(event, organiser):
    pair = make_pair(event, ada(event, email_proved_at=None), ada(event))

    with pytest.raises(WouldNotCount):
        together(pair, organiser, keep=pair.first_id)

    assert Application.objects.filter(withdrawn_at=None).count() == 2


def test_who_has_an_offer_is_not_put_aside(event, organiser):
    pair = make_pair(event)
    make_open_offer(pair.second, make_contingent(event))

    with pytest.raises(HasASeat):
        together(pair, organiser)

    together(pair, organiser, keep=pair.second_id)
    assert Application.objects.get(pk=pair.first_id).withdrawn_at == NOON


def test_one_pair_is_put_together_once(event, organiser):
    pair = make_pair(event)
    together(pair, organiser)

    with pytest.raises(NotApartAnyMore):
        together(pair, organiser, keep=pair.second_id)


def test_each_address_hears_of_its_own_application_only(event, organiser):
    pair = make_pair(event)

    together(pair, organiser, tell=True)

    assert sorted(Message.objects.values_list("template", "to", "context__code")) == [
        ("reviews/put_aside", pair.second.email, pair.second.code),
        ("reviews/put_together", pair.first.email, pair.first.code),
    ]


def test_the_audit_trail_knows_codes_and_no_names(event, organiser):
    pair = make_pair(event)
    together(pair, organiser, from_other=["name"])

    entry = AuditEntry.objects.get(action="put together")

    assert (entry.subject, entry.after) == (pair.first.subject, {"with": pair.second.code, "taken": ["name"]})


def test_one_who_stays_takes_the_place_of_the_other_in_a_full_team(event, organiser):
    team, stays = make_team(event), ada(event)
    for _ in range(3):
        make_application(event, team=team)
    pair = make_pair(event, stays, ada(event, team=team))

    together(pair, organiser, from_other=["team"])

    assert Application.objects.get(pk=stays.pk).team == team


def test_answers_that_the_form_would_not_ask_do_not_come_over(event, organiser):
    make_question(event, key="study", condition={"question": "category", "is": ["student"]})
    one = ada(event, category=event.categories.get(key="founder"))
    other = ada(event, category=event.categories.get(key="student"), answers={"company": "Engines", "study": "Maths"})

    together(make_pair(event, one, other), organiser, from_other=["q_study"])

    one.refresh_from_db()
    assert one.answers == {"company": "Engines"}


def test_putting_together_and_taking_apart_stand_in_the_history_with_who_did_it(event, organiser):
    pair = make_pair(event, ada(event), ada(event, answers={"company": "Mills"}))

    merge = together(pair, organiser, from_other=["q_company"])
    take_apart(merge, by=organiser, at=NOON + timedelta(minutes=1))

    kept = Application.objects.get(pk=pair.first_id)
    told = [
        (edit.cause, edit.by, [(one.label, one.before, one.after) for one in edit.changes])
        for edit in edits_of(kept, list(event.questions.all()))
    ]
    assert told == [
        ("taken apart from another application", organiser, [("Company", "Mills", "Engines")]),
        ("put together with another application", organiser, [("Company", "Engines", "Mills")]),
    ]


def test_putting_together_without_taking_anything_over_is_no_change_in_the_history(event, organiser):
    pair = make_pair(event, ada(event), ada(event, answers={"company": "Mills"}))

    together(pair, organiser)

    assert edits_of(Application.objects.get(pk=pair.first_id), list(event.questions.all())) == []
