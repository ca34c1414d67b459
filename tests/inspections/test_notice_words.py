"""E-mail of inspections: what each says and does not say, and what becomes of its job."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from inspections import notices, tasks
from inspections.actions import TELL_OF_AUDIT, TELL_OF_CONCERN
from inspections.actions.files import SCAN
from inspections.actions.packs import END_PACK

ADDRESS = "https://concord.example"
INSPECTION = "OF-2026-0001"


class Queue:
    """A queue with one job, or none; it notes what is said of the job."""

    def __init__(self, **arguments: int) -> None:
        self.job = SimpleNamespace(arguments=arguments)
        self.is_there = True
        self.claimed: list[str] = []
        self.ended: list[str] = []

    def claim(self, *, reference: str, at: Any) -> Any:
        self.claimed.append(reference)
        return self if self.is_there else None

    def finish(self, held: Any, *, at: Any) -> None:
        assert held is self
        self.ended.append("done")

    def fail(self, held: Any, *, reason: str, at: Any) -> None:
        assert held is self
        self.ended.append(reason)


class Found:
    """The one row of a table, by its key."""

    def __init__(self, key: int, row: Any) -> None:
        self.key, self.row = key, row

    def select_related(self, *_: str) -> "Found":
        return self

    def get(self, *, pk: int) -> Any:
        assert pk == self.key
        return self.row


def person(name: str = "Ada Lane") -> Any:
    return SimpleNamespace(name=name, email="ada@example.org")


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.PUBLIC_ADDRESS = ADDRESS


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """A job that tells a local leader of a joint audit."""
    inspection = SimpleNamespace(reference=INSPECTION, area=SimpleNamespace(name="Northmere"))
    leader = SimpleNamespace(
        person=person(),
        audit=SimpleNamespace(inspection=inspection),
        last_day=date(2026, 7, 3),
    )
    queue = Queue(leader=4)
    monkeypatch.setattr(notices, "queue", queue)
    monkeypatch.setattr(notices.AuditLeader, "objects", Found(4, leader))
    return queue


@pytest.fixture
def told() -> Any:
    """Somebody who is told of a concern for the first time."""
    concern = SimpleNamespace(
        reference="SC-4K7Q",
        inspection=SimpleNamespace(reference=INSPECTION),
        text="<secret>",
    )
    return SimpleNamespace(
        person=person(), concern=concern, reminders=0, page_of=lambda _person: "concern"
    )


@pytest.fixture
def concern(monkeypatch: pytest.MonkeyPatch, told: Any) -> Queue:
    """A job that tells somebody of a safeguarding concern."""
    queue = Queue(told=5)
    monkeypatch.setattr(notices, "queue", queue)
    monkeypatch.setattr(notices.ConcernTold, "objects", Found(5, told))
    return queue


# --- a joint audit ------------------------------------------------------------------------------


def test_a_local_leader_reads_where_and_until_when(audit: Queue, mailoutbox: list[Any]) -> None:
    notices.tell_of_audit("job-1")
    (letter,) = mailoutbox
    assert letter.to == ["ada@example.org"]
    assert letter.subject == f"{INSPECTION}: a joint audit, by Friday 3 July 2026"
    assert letter.body.startswith("Ada Lane,\n\nthe partnership is asked to audit cases together")
    assert "for a joint inspection of Northmere." in letter.body
    assert "returned by the end of Friday 3 July 2026:" in letter.body
    assert f"\n{ADDRESS}/inspections/{INSPECTION}/" in letter.body
    assert "says nothing of the cases" in letter.body
    assert (audit.claimed, audit.ended) == (["job-1"], ["done"])


# --- a concern ----------------------------------------------------------------------------------


def test_a_concern_is_named_by_its_reference_alone(concern: Queue, mailoutbox: list[Any]) -> None:
    notices.tell_of_concern("job-2")
    (letter,) = mailoutbox
    assert letter.to == ["ada@example.org"]
    assert letter.subject == f"{INSPECTION}: open at once – SC-4K7Q"
    assert "open at once: safeguarding concern SC-4K7Q." in letter.body
    assert "secret" not in letter.body + letter.subject
    assert f"\n{ADDRESS}/inspections/{INSPECTION}/" in letter.body
    assert (concern.claimed, concern.ended) == (["job-2"], ["done"])


@pytest.mark.parametrize(("reminders", "is_said"), [(0, False), (1, True), (2, True), (50, True)])
def test_whoever_is_told_again_reads_that_they_were_told_before(
    concern: Queue, told: Any, mailoutbox: list[Any], reminders: int, is_said: bool
) -> None:
    told.reminders = reminders
    notices.tell_of_concern("job-2")
    body = mailoutbox[0].body
    assert ("You were told of it before, and have not acknowledged it." in body) is is_said
    assert body.count("Sign in, read it, and acknowledge that you have read it:") == 1


@pytest.mark.parametrize(
    "name",
    [
        "Sign in, Please",
        "{address}",
        "{0} %s",
        "שלום",
        "👋🏽",
        "<script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("reminders", [0, 1])
def test_a_name_is_a_name_whatever_stands_in_it(
    concern: Queue, told: Any, mailoutbox: list[Any], name: str, reminders: int
) -> None:
    told.person, told.reminders = person(name), reminders
    notices.tell_of_concern("job-2")
    body = mailoutbox[0].body
    assert body.startswith(f"{name},\n\nopen at once: safeguarding concern SC-4K7Q.\n\n")
    assert concern.ended == ["done"]


def test_the_address_is_of_the_page_that_the_person_may_open(
    concern: Queue, told: Any, mailoutbox: list[Any]
) -> None:
    asked_of = []
    told.page_of = lambda one: asked_of.append(one) or "concern"
    notices.tell_of_concern("job-2")
    assert asked_of == [told.person]
    assert "/SC-4K7Q/" in mailoutbox[0].body


# --- the job ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tell", ["tell_of_audit", "tell_of_concern"])
def test_a_job_that_is_not_there_to_be_done_sends_nothing(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any], tell: str
) -> None:
    queue = Queue()
    queue.is_there = False
    monkeypatch.setattr(notices, "queue", queue)
    getattr(notices, tell)("job-3")
    assert (queue.claimed, queue.ended, mailoutbox) == (["job-3"], [], [])


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConnectionRefusedError("refused"), "The e-mail could not be sent: refused."),
        (TimeoutError("timed out"), "The e-mail could not be sent: timed out."),
        (OSError(5, "Input/output error"), "could not be sent: [Errno 5] Input/output error."),
    ],
)
def test_a_letter_that_cannot_be_sent_is_a_job_that_failed_and_says_why(
    concern: Queue, monkeypatch: pytest.MonkeyPatch, error: OSError, says: str
) -> None:
    def refuse(**_: Any) -> None:
        raise error

    monkeypatch.setattr(notices, "send_mail", refuse)
    notices.tell_of_concern("job-2")
    assert len(concern.ended) == 1
    assert concern.ended[0].endswith(says)


def test_a_mistake_of_the_program_is_not_taken_for_a_letter_that_failed(
    audit: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_: Any) -> None:
        raise LookupError

    monkeypatch.setattr(notices, "send_mail", break_down)
    with pytest.raises(LookupError):
        notices.tell_of_audit("job-1")
    assert audit.ended == []


# --- the tasks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "name"),
    [
        (tasks.tell_of_audit, TELL_OF_AUDIT),
        (tasks.tell_of_concern, TELL_OF_CONCERN),
        (tasks.remind, "inspections.remind_of_concerns"),
        (tasks.end_pack, END_PACK),
        (tasks.scan_attachment, SCAN),
        (tasks.sweep, "inspections.sweep_files"),
    ],
)
def test_a_task_has_the_name_under_which_it_is_asked_for_and_keeps_no_result(
    task: Any, name: str
) -> None:
    assert task.name == name
    assert task.ignore_result


@pytest.mark.parametrize(
    ("task", "where", "does"),
    [
        ("tell_of_audit", notices, "tell_of_audit"),
        ("tell_of_concern", notices, "tell_of_concern"),
        ("end_pack", tasks, "delete_pack"),
        ("scan_attachment", tasks, "run_scan"),
    ],
)
def test_a_task_does_its_work_for_the_job_that_it_is_told(
    monkeypatch: pytest.MonkeyPatch, task: str, where: Any, does: str
) -> None:
    told = []
    monkeypatch.setattr(
        where, does, lambda *args, reference="", **_: told.append(*args or [reference])
    )
    getattr(tasks, task)("job-9")
    assert told == ["job-9"]


def test_the_beat_reminds_at_its_own_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = []
    monkeypatch.setattr(tasks, "remind_of_concerns", lambda *, at: moments.append(at))
    tasks.remind()
    assert len(moments) == 1
    assert moments[0].tzinfo is not None
