"""The audit trail as a page: words for everything, filters, its check, and the file."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

import einlass
from einlass.events import audit
from einlass.events.models import AuditEntry, Role
from einlass.setup.audit_trail.fields import FIELDS, value_in_words
from einlass.setup.audit_trail.objects import KINDS, read
from einlass.setup.audit_trail.words import ACTIONS
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.programme import make_session, make_speaker

SOURCE = Path(einlass.__file__).parent
RECORDERS = {"audit.record", "audit.entry", "audit.record_many"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def trail_of(event) -> str:
    return reverse("setup:audit_trail", args=[event.slug])


def text_of(client, url: str, **query: str) -> str:
    return client.get(url, query).content.decode()


class Recorded(ast.NodeVisitor):
    """Calls that write to the trail, each with the functions that it stands in."""

    def __init__(self) -> None:
        self.calls: list[tuple[ast.Call, list[ast.FunctionDef]]] = []
        self.inside: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.inside.append(node)
        self.generic_visit(node)
        self.inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        if ast.unparse(node.func) in RECORDERS:
            self.calls.append((node, list(self.inside)))
        self.generic_visit(node)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and path != SOURCE / "events" / "audit.py":
            yield path, ast.parse(path.read_text())


TREES = list(trees())
ENUMS = {
    f"{node.name}.{ast.unparse(line.targets[0])}": line.value.value
    for _path, tree in TREES
    for node in ast.walk(tree)
    if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "StrEnum" for base in node.bases)
    for line in node.body
    if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
}


def values_of(node: ast.expr, tree: ast.Module, inside: list[ast.FunctionDef]) -> set[str]:
    """Every action that an expression can be; an empty set where this cannot be seen."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return values_of(node.body, tree, inside) | values_of(node.orelse, tree, inside)
    if isinstance(node, ast.Attribute):
        return {ENUMS[ast.unparse(node)]} if ast.unparse(node) in ENUMS else set()
    if isinstance(node, ast.Name) and inside:
        return assigned(node.id, tree, inside) or handed_in(node.id, tree, inside)
    return set()


def assigned(name: str, tree: ast.Module, inside: list[ast.FunctionDef]) -> set[str]:
    lines = [line for line in ast.walk(inside[-1]) if isinstance(line, ast.Assign)]
    return {
        value
        for line in lines
        if ast.unparse(line.targets[0]) == name
        for value in values_of(line.value, tree, inside)
    }


def handed_in(name: str, tree: ast.Module, inside: list[ast.FunctionDef]) -> set[str]:
    """What callers in the same file hand in under this name; an enumeration as a type means any of its members."""
    function = inside[-1]
    arguments = [*function.args.args, *function.args.kwonlyargs]
    place = [one.arg for one in arguments].index(name)
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) == function.name:
            given = [key.value for key in call.keywords if key.arg == name] or call.args[place : place + 1]
            for one in given:
                found |= values_of(one, tree, [])
    kind = ast.unparse(arguments[place].annotation) if arguments[place].annotation else ""
    return found | {value for key, value in ENUMS.items() if key.startswith(f"{kind}.")}


def recorded() -> Iterator[tuple[str, ast.Call, set[str]]]:
    for path, tree in TREES:
        seen = Recorded()
        seen.visit(tree)
        for call, inside in seen.calls:
            yield f"{path.relative_to(SOURCE)}:{call.lineno}", call, values_of(call.args[1], tree, inside)


class TestWords:
    def test_every_action_in_the_code_can_be_read_off_it(self):
        assert [place for place, _call, actions in recorded() if not actions] == []

    def test_every_action_in_the_code_has_words_and_there_are_words_for_no_other(self):
        in_the_code = {action for _place, _call, actions in recorded() for action in actions}

        assert (in_the_code - ACTIONS.keys(), ACTIONS.keys() - in_the_code) == (set(), set())

    def test_words_are_two_different_ones_in_two_languages(self):
        for words in (*ACTIONS.values(), *(kind.words for kind in KINDS.values())):
            with override("de"):
                german = str(words)
            assert german != str(words) or german in {"Partner", "Ticket"}, german

    def test_every_field_that_is_written_out_has_a_label(self):
        written = {
            str(key.value)
            for _place, call, _actions in recorded()
            for keyword in call.keywords
            if keyword.arg in {"before", "after"}
            for node in ast.walk(keyword.value)
            if isinstance(node, ast.Dict)
            for key in node.keys
            if isinstance(key, ast.Constant)
        }

        assert written - FIELDS.keys() == set()

    def test_a_subject_is_read_by_its_longest_kind(self):
        assert read("team invitation 7KQ3M9XR") == ("team invitation", "7KQ3M9XR")
        assert read("team 7KQ3M9XR") == ("team", "7KQ3M9XR")
        assert read("quotas") == ("quotas", "")

    def test_values_are_words_and_not_json(self):
        with timezone.override("Europe/Berlin"):
            assert value_in_words("opens_at", "2026-06-01T08:00:00Z") == "Mon 1 June 2026, 10:00"
        assert value_in_words("is_pinned", True) == "yes"
        assert value_in_words("role", "door") == "Door crew"
        assert value_in_words("size", None) == "–"
        assert value_in_words("title", {"en": "Hello", "de": "Hallo"}) == "EN: Hello; DE: Hallo"
        assert value_in_words("rows", [{"key": "main", "capacity": 3}, {"key": "b"}]) == (
            "Key: main; Capacity: 3\nKey: b"
        )


@pytest.mark.django_db
class TestPage:
    def test_an_empty_trail_says_so(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))

        assert "Nothing was done yet." in text_of(client, trail_of(event))

    def test_before_and_after_stand_beside_each_other(self, client):
        event = make_event()
        owner = make_member(event, Role.OWNER, name="Olga")
        subject = f"user {make_member(event, Role.DOOR, name='Dora').pk}"
        audit.record(
            event, "change_role", subject, at=NOON, by=owner, before={"role": "door"}, after={"role": "reviewer"}
        )
        client.force_login(owner)

        text = text_of(client, trail_of(event))

        assert "Role changed" in text
        assert "“Dora”" in text
        assert "Olga (" in text
        assert text.index("Door crew") < text.index(">Reviewer<")
        assert "{&#x27;" not in text

    def test_an_object_is_linked_where_it_is_there_and_the_role_may_see_it(self, client):
        event = make_event()
        session = make_session(event)
        audit.record(event, "change_session", session.subject, at=NOON, by="worker")
        audit.record(event, "delete_session", "session GONEGONE", at=NOON, by="worker")
        client.force_login(make_member(event, Role.ORGANISER))

        text = text_of(client, trail_of(event))

        assert f'href="{reverse("programme:edit_session", args=[event.slug, session.code])}"' in text
        assert "GONEGONE" in text
        assert "/GONEGONE/" not in text

    def test_what_was_erased_is_gone_from_the_page_and_the_file(self, client):
        event = make_event()
        speaker = make_speaker(event, name="Ada Bergmann")
        audit.record(event, "add_speaker", speaker.subject, at=NOON, by="worker")
        client.force_login(make_member(event, Role.ORGANISER))
        assert "Ada Bergmann" in text_of(client, trail_of(event))

        speaker.delete()

        file = client.post(reverse("setup:audit_file", args=[event.slug]))
        assert "Ada Bergmann" not in text_of(client, trail_of(event))
        assert b"Ada Bergmann" not in b"".join(file.streaming_content)

    def test_filters_narrow_it_down(self, client):
        event = make_event()
        application = make_application(event)
        organiser = make_member(event, Role.ORGANISER)
        audit.record(event, "applied", application.subject, at=NOON, by=audit.APPLICANT)
        audit.record(event, "tagged", application.subject, at=NOON, by=organiser)
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.record(event, "join_team", "team invitation ABCDEFGH", at=NOON - timedelta(days=3), by=organiser)
        client.force_login(organiser)

        def found(**query: str) -> list[str]:
            answer = client.get(trail_of(event), query)
            return [line.entry.action for line in answer.context["lines"]]

        assert found(actor=organiser.email) == ["join_team", "tagged"]
        assert found(kind="application") == ["tagged", "applied"]
        assert found(kind="team") == ["team warned"]
        assert found(kind="team invitation") == ["join_team"]
        assert found(code=application.code.lower()) == ["tagged", "applied"]
        assert found(action="applied") == ["applied"]
        day = timezone.localtime(NOON, event.tz).date()
        assert found(first_day=day.isoformat()) == ["team warned", "tagged", "applied"]
        assert found(last_day=(day - timedelta(days=1)).isoformat()) == ["join_team"]
        assert found(actor=audit.WORKER, kind="draw") == []

    def test_days_the_wrong_way_round_are_said_beside_the_field(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))

        answer = client.get(trail_of(event), {"first_day": "2026-06-02", "last_day": "2026-06-01"})

        assert answer.status_code == 422
        assert "This day is before the first one." in answer.content.decode()

    def test_nothing_of_another_event_stands_there(self, client):
        event, other = make_event(), make_event()
        audit.record(other, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        client.force_login(make_member(event, Role.ORGANISER))

        assert "ABCDEFGH" not in text_of(client, trail_of(event))

    def test_fifty_entries_stand_on_a_page_at_the_same_number_of_queries(self, client, django_assert_max_num_queries):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))
        for session in [make_session(event) for _number in range(3)]:
            audit.record(event, "change_session", session.subject, at=NOON, by="worker")
        with django_assert_max_num_queries(20) as few:
            client.get(trail_of(event))

        for _number in range(60):
            audit.record(event, "change_session", make_session(event).subject, at=NOON, by="worker")
        with django_assert_max_num_queries(len(few)):
            answer = client.get(trail_of(event))

        assert len(answer.context["lines"]) == 50
        assert answer.context["page"].paginator.num_pages == 3


@pytest.mark.django_db
class TestVerifying:
    def test_a_whole_trail_holds_and_shows_its_head(self, client):
        event = make_event()
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.seal(event)
        client.force_login(make_member(event, Role.ORGANISER))

        text = client.post(reverse("setup:audit_verification", args=[event.slug]), {"since": ""}).content.decode()

        assert "The trail holds." in text
        assert str(audit.head(event)) in text

    def test_a_changed_entry_is_found(self, client):
        event = make_event()
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.seal(event)
        AuditEntry.objects.filter(event=event).update(subject="team ZZZZZZZZ")
        client.force_login(make_member(event, Role.ORGANISER))

        text = client.post(reverse("setup:audit_verification", args=[event.slug]), {"since": ""}).content.decode()

        assert "The trail does not hold." in text
        assert "entry 1 was changed or forged" in text

    def test_a_trail_that_was_cut_off_shows_against_a_head_that_was_kept(self, client):
        event = make_event()
        for _number in range(2):
            audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.seal(event)
        kept = str(audit.head(event))
        AuditEntry.objects.get(event=event, position=2).delete()
        client.force_login(make_member(event, Role.ORGANISER))
        url = reverse("setup:audit_verification", args=[event.slug])

        assert "The trail holds." in client.post(url, {"since": ""}).content.decode()
        assert "entries were cut off" in client.post(url, {"since": kept}).content.decode()

    def test_a_head_that_is_none_is_said_beside_the_field(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))

        answer = client.post(reverse("setup:audit_verification", args=[event.slug]), {"since": "12"})

        assert answer.status_code == 422
        assert "Please copy it whole." in answer.content.decode()


@pytest.mark.django_db
class TestFile:
    def test_it_holds_what_the_filters_show_and_is_an_entry_itself(self, client):
        event = make_event()
        organiser = make_member(event, Role.ORGANISER)
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER, after={"joined": 3})
        audit.record(event, "save_quotas", "quotas", at=NOON, by=organiser)
        client.force_login(organiser)

        answer = client.post(reverse("setup:audit_file", args=[event.slug]), {"kind": "team"})
        rows = b"".join(answer.streaming_content).decode().splitlines()

        assert len(rows) == 2
        assert "Team of applicants told of a problem" in rows[1]
        assert "Joined: 3" in rows[1]
        assert AuditEntry.objects.get(action="export_audit_trail").after == {"entries": 1, "kind": "team"}
