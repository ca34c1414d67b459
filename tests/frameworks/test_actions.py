"""What people do with frameworks, and every way in which it is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from frameworks import actions
from frameworks.actions import (
    Outcome,
    approve_in_force,
    consult,
    keep_upload,
    load_file,
    load_upload,
    preview_file,
    propose_in_force,
    put_in_force,
    reopen,
    take_back_proposal,
    withdraw,
)
from frameworks.errors import FileRefused, NotReadyForForce, VersionIsFixed
from frameworks.models import (
    Criterion,
    Framework,
    FrameworkEvent,
    FrameworkUpload,
    FrameworkVersion,
)
from records.errors import ActionRefused, Conflict, PermissionRefused, TransitionNotAllowed
from tests.factories.frameworks import (
    AT,
    draft_factory,
    framework_content,
    framework_data,
    framework_version_factory,
    inspector_factory,
    organisations_exist,
)
from tests.factories.organisations import AdminFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2014, 9, 1)


def load(by: Any = None, **changes: Any) -> actions.Loaded:
    return load_file(content=framework_content(**changes), name="test.yaml", by=by, at=AT)


def last_event(version: FrameworkVersion) -> FrameworkEvent:
    event = version.events.last()
    assert event is not None
    return event


# --- loading ------------------------------------------------------------------------------------


def test_load_file_makes_a_draft() -> None:
    organisations_exist()
    admin = AdminFactory()
    loaded = load(by=admin)
    assert loaded.outcome is Outcome.CREATED
    assert (loaded.version.status, loaded.version.loaded_by) == ("draft", admin)


def test_load_file_from_the_command_line_has_no_person() -> None:
    organisations_exist()
    assert load().version.loaded_by is None


@pytest.mark.parametrize("person", [UserFactory, inspector_factory])
def test_load_file_by_somebody_who_is_no_admin_is_refused(person: Any) -> None:
    organisations_exist()
    with pytest.raises(PermissionRefused, match="loaded by admins"):
        load(by=person())
    assert not Framework.objects.exists()


def test_load_file_again_changes_nothing() -> None:
    first = draft_factory()
    keys = set(Criterion.objects.values_list("pk", flat=True))
    again = load()
    assert again.outcome is Outcome.UNCHANGED
    assert again.version == first
    assert set(Criterion.objects.values_list("pk", flat=True)) == keys
    assert FrameworkEvent.objects.count() == 1


def test_load_file_with_other_spaces_and_comments_changes_nothing() -> None:
    draft_factory()
    content = b"# a comment\n\n" + framework_content()
    loaded = load_file(content=content, name="x", by=None, at=AT)
    assert loaded.outcome is Outcome.UNCHANGED


def test_load_file_with_other_content_takes_the_place_of_a_draft() -> None:
    first = draft_factory()
    again = load(title="Another title")
    assert again.outcome is Outcome.REPLACED
    assert again.version.pk == first.pk
    assert again.version.file_hash != first.file_hash
    event = last_event(again.version)
    assert (event.from_state, event.to_state) == ("draft", "draft")
    assert event.why.startswith("Content replaced from a file.")


def test_load_file_over_a_draft_lets_a_proposal_lapse() -> None:
    version = draft_factory()
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)
    replaced = load(title="Another title").version
    assert (replaced.proposed_by, replaced.in_force_from) == (None, None)


def test_load_file_over_a_version_in_force_is_refused_and_says_what_to_do() -> None:
    version = framework_version_factory()
    with pytest.raises(VersionIsFixed, match="Give the file a new version name") as refused:
        load(title="Another title")
    assert "2014-06" in str(refused.value)
    version.refresh_from_db()
    assert version.title == "Integrated inspections 2014"


def test_load_file_over_a_withdrawn_version_is_refused() -> None:
    version = draft_factory()
    withdraw(version=version, why="Not used.", by=AdminFactory(), at=AT)
    with pytest.raises(VersionIsFixed):
        load(title="Another title")


def test_load_file_that_is_in_force_already_changes_nothing() -> None:
    framework_version_factory()
    assert load().outcome is Outcome.UNCHANGED


def test_load_file_that_came_into_force_meanwhile_is_refused(monkeypatch: Any) -> None:
    """The stage is asked again in the UPDATE itself, not only before it."""
    version = draft_factory()
    before = actions.registry()
    put_in_force(version=version, on=DAY, by=AdminFactory(), approved_by=AdminFactory(), at=AT)
    monkeypatch.setattr(actions, "registry", lambda: before)
    with pytest.raises(VersionIsFixed):
        load(title="Another title")
    assert Criterion.objects.count() == 3


def test_load_file_that_somebody_loads_at_the_same_moment_is_refused(monkeypatch: Any) -> None:
    organisations_exist()
    before = actions.registry()
    draft_factory()
    monkeypatch.setattr(actions, "registry", lambda: before)
    with pytest.raises(ActionRefused, match="at the same moment"):
        load()
    assert FrameworkVersion.objects.count() == 1


def test_load_file_does_not_hide_another_fault_of_the_database(monkeypatch: Any) -> None:
    organisations_exist()

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError("grade_rank_once")

    monkeypatch.setattr(actions, "store_new", broken)
    with pytest.raises(IntegrityError, match="grade_rank_once"):
        load()


def test_load_file_with_faults_loads_nothing_and_carries_them_all() -> None:
    organisations_exist()
    data = framework_data()
    data["judgement_areas"][0]["criteria"][1]["reference"] = "TEST ¶1"
    data["judgement_areas"][0]["descriptors"][0]["grade"] = "best"
    with pytest.raises(FileRefused) as refused:
        load_file(content=framework_content(data), name="test.yaml", by=None, at=AT)
    assert len(refused.value.problems) == 2
    assert str(refused.value) == (
        "test.yaml has 2 faults. Nothing was loaded. Correct it and try again."
    )
    assert not Framework.objects.exists()


def test_load_file_with_one_fault_says_one() -> None:
    organisations_exist()
    with pytest.raises(FileRefused, match="has 1 fault\\."):
        load(format=2)


def test_load_file_of_fifty_megabytes_asks_the_database_once(count_queries: Any) -> None:
    with count_queries() as asked, pytest.raises(FileRefused, match="has 1 fault"):
        load_file(content=b"x" * 50_000_000, name="big", by=None, at=AT)
    assert len(asked) == 1


def test_load_file_that_fails_half_way_leaves_nothing(monkeypatch: Any) -> None:
    organisations_exist()

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the machine stops")

    monkeypatch.setattr("frameworks.loader.store._Parts._rules", broken)
    with pytest.raises(RuntimeError):
        load()
    assert not Framework.objects.exists()
    assert not Criterion.objects.exists()


# --- looking ------------------------------------------------------------------------------------


def test_preview_of_a_new_framework_stores_nothing() -> None:
    organisations_exist()
    preview = preview_file(content=framework_content(), name="x")
    assert (preview.outcome, preview.against) == (Outcome.CREATED, None)
    assert len(preview.changes.added) == 18
    assert not Framework.objects.exists()


def test_preview_of_the_same_content_has_no_changes() -> None:
    version = draft_factory()
    preview = preview_file(content=framework_content(), name="x")
    assert (preview.outcome, preview.against) == (Outcome.UNCHANGED, version)
    assert preview.changes.is_empty


def test_preview_of_a_changed_draft_is_held_against_that_draft() -> None:
    draft_factory(criteria=3)
    preview = preview_file(content=framework_content(criteria=2), name="x")
    assert preview.outcome is Outcome.REPLACED
    assert [change.name for change in preview.changes.removed] == ["TEST ¶3"]


def test_preview_of_a_new_version_is_held_against_the_one_loaded_last() -> None:
    draft_factory(version="2014")
    content = framework_content(version="2015", criteria=2)
    latest = load_file(content=content, name="x", by=None, at=AT + timedelta(days=1)).version
    preview = preview_file(content=framework_content(version="2016", criteria=4), name="x")
    assert (preview.outcome, preview.against) == (Outcome.CREATED, latest)
    assert [change.name for change in preview.changes.added] == ["TEST ¶3", "TEST ¶4"]


def test_preview_of_a_version_in_force_with_other_content_is_refused() -> None:
    framework_version_factory()
    with pytest.raises(VersionIsFixed):
        preview_file(content=framework_content(criteria=9), name="x")


def test_preview_of_a_file_with_faults_carries_them() -> None:
    with pytest.raises(FileRefused) as refused:
        preview_file(content=b"[]", name="x")
    assert [problem.what for problem in refused.value.problems] == ["The file holds no framework"]


# --- uploads ------------------------------------------------------------------------------------


def test_keep_upload_keeps_the_bytes() -> None:
    admin = AdminFactory()
    upload = keep_upload(content=b"a: \xc2\xb6", name="x.yaml", by=admin, at=AT)
    upload.refresh_from_db()
    assert (bytes(upload.content), upload.name, upload.by) == (b"a: \xc2\xb6", "x.yaml", admin)
    assert upload.reference.startswith("U-")


def test_keep_upload_takes_the_place_of_ones_own_last_upload_only() -> None:
    one, other = AdminFactory(), AdminFactory()
    keep_upload(content=b"1", name="1", by=one, at=AT)
    kept = keep_upload(content=b"2", name="2", by=other, at=AT)
    latest = keep_upload(content=b"3", name="3", by=one, at=AT)
    assert set(FrameworkUpload.objects.all()) == {kept, latest}


def test_keep_upload_by_somebody_who_is_no_admin_is_refused() -> None:
    with pytest.raises(PermissionRefused):
        keep_upload(content=b"1", name="1", by=UserFactory(), at=AT)
    assert not FrameworkUpload.objects.exists()


def test_load_upload_loads_what_was_looked_at_and_clears_away() -> None:
    organisations_exist()
    admin = AdminFactory()
    upload = keep_upload(content=framework_content(), name="x", by=admin, at=AT)
    loaded = load_upload(upload=upload, by=admin, at=AT)
    assert loaded.outcome is Outcome.CREATED
    assert loaded.version.loaded_by == admin
    assert not FrameworkUpload.objects.exists()


def test_load_upload_of_another_admin_is_refused() -> None:
    upload = keep_upload(content=b"1", name="1", by=AdminFactory(), at=AT)
    with pytest.raises(PermissionRefused, match="Another admin sent this file"):
        load_upload(upload=upload, by=AdminFactory(), at=AT)


def test_load_upload_that_is_refused_stays() -> None:
    organisations_exist()
    admin = AdminFactory()
    upload = keep_upload(content=b"a: b", name="x", by=admin, at=AT)
    with pytest.raises(FileRefused):
        load_upload(upload=upload, by=admin, at=AT)
    assert FrameworkUpload.objects.get() == upload


# --- in force -----------------------------------------------------------------------------------


def test_propose_then_approve_puts_a_version_in_force() -> None:
    version, one, two = draft_factory(), AdminFactory(), AdminFactory()
    propose_in_force(version=version, on=DAY, by=one, at=AT)
    version.refresh_from_db()
    assert (version.status, version.proposed_by, version.in_force_from) == ("draft", one, DAY)
    assert version.is_proposed
    approve_in_force(version=version, by=two, at=AT)
    version.refresh_from_db()
    assert (version.status, version.approved_by, version.in_force_from) == ("in_force", two, DAY)
    assert not version.is_proposed


def test_propose_and_approve_each_leave_a_row() -> None:
    version = framework_version_factory(on=DAY)
    assert [(e.from_state, e.to_state, e.why) for e in version.events.all()] == [
        ("", "draft", "Loaded from a file."),
        ("draft", "draft", "Proposed to be in force from 1 September 2014."),
        ("draft", "in_force", "In force from 1 September 2014."),
    ]


def test_propose_by_somebody_who_is_no_admin_is_refused() -> None:
    version = draft_factory()
    with pytest.raises(PermissionRefused):
        propose_in_force(version=version, on=DAY, by=inspector_factory(), at=AT)


def test_propose_twice_is_refused() -> None:
    version = draft_factory()
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)
    with pytest.raises(NotReadyForForce, match="proposed already"):
        propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)


def test_propose_a_version_in_force_is_refused() -> None:
    version = framework_version_factory()
    with pytest.raises(TransitionNotAllowed):
        propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)


def test_propose_the_day_of_another_version_is_refused() -> None:
    framework_version_factory(on=DAY)
    version = draft_factory(version="2015")
    with pytest.raises(NotReadyForForce, match="Version 2014-06 is in force from that day"):
        propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)


def test_propose_content_that_was_replaced_meanwhile_is_refused() -> None:
    seen = draft_factory()
    load(title="Another title")
    with pytest.raises(Conflict, match="Read it again") as refused:
        propose_in_force(version=seen, on=DAY, by=AdminFactory(), at=AT)
    assert refused.value.theirs.title == "Another title"


def test_approve_by_the_proposer_is_refused() -> None:
    version, admin = draft_factory(), AdminFactory()
    propose_in_force(version=version, on=DAY, by=admin, at=AT)
    with pytest.raises(PermissionRefused, match="another admin has to approve it"):
        approve_in_force(version=version, by=admin, at=AT)
    version.refresh_from_db()
    assert (version.status, version.approved_by) == ("draft", None)


def test_approve_by_somebody_who_is_no_admin_is_refused() -> None:
    version = draft_factory()
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)
    with pytest.raises(PermissionRefused, match="second admin"):
        approve_in_force(version=version, by=inspector_factory(), at=AT)


def test_approve_without_a_proposal_is_refused() -> None:
    with pytest.raises(NotReadyForForce, match="Nobody has proposed"):
        approve_in_force(version=draft_factory(), by=AdminFactory(), at=AT)


def test_approve_a_second_time_is_refused() -> None:
    version = framework_version_factory()
    with pytest.raises(TransitionNotAllowed):
        approve_in_force(version=version, by=AdminFactory(), at=AT)


def test_approve_content_that_was_replaced_meanwhile_is_refused() -> None:
    seen = draft_factory()
    load(title="Another title")
    fresh = FrameworkVersion.objects.get()
    propose_in_force(version=fresh, on=DAY, by=AdminFactory(), at=AT)
    with pytest.raises(Conflict):
        approve_in_force(version=seen, by=AdminFactory(), at=AT)
    fresh.refresh_from_db()
    assert fresh.status == "draft"


def test_approve_the_day_that_another_version_took_meanwhile_is_refused() -> None:
    version = draft_factory(version="2015")
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)
    framework_version_factory(on=DAY)
    with pytest.raises(NotReadyForForce, match="Choose another day"):
        approve_in_force(version=version, by=AdminFactory(), at=AT)


def test_take_back_clears_the_proposal() -> None:
    version = draft_factory()
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)
    take_back_proposal(version=version, by=AdminFactory(), at=AT)
    version.refresh_from_db()
    assert (version.proposed_by, version.in_force_from) == (None, None)
    assert last_event(version).why == "Proposal taken back."


def test_take_back_without_a_proposal_is_refused() -> None:
    with pytest.raises(NotReadyForForce, match="no proposal to take back"):
        take_back_proposal(version=draft_factory(), by=AdminFactory(), at=AT)


def test_take_back_after_approval_is_refused() -> None:
    with pytest.raises(NotReadyForForce):
        take_back_proposal(version=framework_version_factory(), by=AdminFactory(), at=AT)


def test_take_back_by_somebody_who_is_no_admin_is_refused() -> None:
    version = draft_factory()
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)
    with pytest.raises(PermissionRefused):
        take_back_proposal(version=version, by=UserFactory(), at=AT)


def test_put_in_force_again_for_the_same_day_changes_nothing() -> None:
    version = framework_version_factory(on=DAY)
    put_in_force(version=version, on=DAY, by=AdminFactory(), approved_by=AdminFactory(), at=AT)
    assert version.events.count() == 3


def test_put_in_force_by_one_admin_alone_leaves_no_proposal() -> None:
    version, admin = draft_factory(), AdminFactory()
    with pytest.raises(PermissionRefused):
        put_in_force(version=version, on=DAY, by=admin, approved_by=admin, at=AT)
    version.refresh_from_db()
    assert version.proposed_by is None
    assert version.events.count() == 1


# --- withdrawing --------------------------------------------------------------------------------


def test_withdraw_keeps_who_put_it_in_force_and_the_reason() -> None:
    version, admin = framework_version_factory(), AdminFactory()
    withdraw(version=version, why=" Replaced. ", by=admin, at=AT)
    version.refresh_from_db()
    assert version.status == "withdrawn"
    assert version.approved_by is not None
    event = last_event(version)
    assert (event.from_state, event.to_state, event.by, event.why) == (
        "in_force",
        "withdrawn",
        admin,
        "Replaced.",
    )


def test_withdraw_without_a_reason_is_refused() -> None:
    version = framework_version_factory()
    with pytest.raises(ActionRefused, match="Say why"):
        withdraw(version=version, why="  ", by=AdminFactory(), at=AT)
    version.refresh_from_db()
    assert version.status == "in_force"


def test_withdraw_twice_is_refused() -> None:
    version = framework_version_factory()
    withdraw(version=version, why="Replaced.", by=AdminFactory(), at=AT)
    with pytest.raises(TransitionNotAllowed):
        withdraw(version=version, why="Again.", by=AdminFactory(), at=AT)


def test_withdraw_by_somebody_who_is_no_admin_is_refused() -> None:
    version = framework_version_factory()
    with pytest.raises(PermissionRefused):
        withdraw(version=version, why="x", by=inspector_factory(), at=AT)


# --- consultation -------------------------------------------------------------------------------


def test_consult_fixes_the_content_until_it_is_reopened() -> None:
    version, admin = draft_factory(), AdminFactory()
    consult(version=version, by=admin, at=AT)
    with pytest.raises(VersionIsFixed):
        load(title="Another title")
    reopen(version=version, by=admin, at=AT)
    assert load(title="Another title").outcome is Outcome.REPLACED
    assert [(event.from_state, event.to_state) for event in version.events.all()] == [
        ("", "draft"),
        ("draft", "consultation"),
        ("consultation", "draft"),
        ("draft", "draft"),
    ]


def test_consult_lets_a_proposal_lapse() -> None:
    version = draft_factory()
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT)
    consult(version=version, by=AdminFactory(), at=AT)
    version.refresh_from_db()
    assert (version.status, version.proposed_by) == ("consultation", None)


def test_consult_then_put_in_force() -> None:
    version = draft_factory()
    consult(version=version, by=AdminFactory(), at=AT)
    put_in_force(version=version, on=DAY, by=AdminFactory(), approved_by=AdminFactory(), at=AT)
    assert last_event(version).from_state == "consultation"


@pytest.mark.parametrize("act", [consult, reopen])
def test_consultation_is_the_admins_affair(act: Any) -> None:
    with pytest.raises(PermissionRefused, match="kept by admins"):
        act(version=draft_factory(), by=inspector_factory(), at=AT)


@pytest.mark.parametrize("act", [consult, reopen])
def test_consultation_of_a_version_in_force_is_refused(act: Any) -> None:
    with pytest.raises(TransitionNotAllowed):
        act(version=framework_version_factory(), by=AdminFactory(), at=AT)


def test_propose_and_approve_only_what_was_read() -> None:
    version = draft_factory()
    with pytest.raises(Conflict):
        propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT, seen="0" * 64)
    propose_in_force(version=version, on=DAY, by=AdminFactory(), at=AT, seen=version.file_hash)
    with pytest.raises(Conflict):
        approve_in_force(version=version, by=AdminFactory(), at=AT, seen="0" * 64)
    version.refresh_from_db()
    assert version.status == "draft"
