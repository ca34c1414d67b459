"""The pages of a combined document: its parts, the whole as one page, the public's, the command."""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.models import User
from records.actor import acting_as
from reports.actions import confirm_publication, documents_of, may_have_print, printed_bytes
from reports.actions.printing import watermark_of
from reports.models import CombinedPart, Publication
from reports.presenters.combined import not_now
from reports.presenters.documents import shown_documents, waits_for
from reports.print.report import time_allowed
from tests.factories.combined import (
    Bound,
    bound_at,
    bound_inspection,
    built,
    part_to,
    reopened,
    signed_again,
)
from tests.factories.documents import HEALTH, form_of
from tests.factories.inspections import member_factory, single_strand
from tests.factories.reports import printed
from tests.reports.combined_sample import combined_snapshot
from tests.reports.html import visible
from tests.reports.test_recorded_letters import QuickPress
from tests.reports.test_render_command import press, run
from tests.reports.test_report_pdf import report_snapshot

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
assert press  # The fixture of the command's tests is this module's too.


def at(bound: Bound, name: str, *rest: object) -> str:
    return reverse(f"reports:{name}", args=[bound.reference, "combined", *rest])


def read(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return str(answer.content.decode())


def ids_twice(page: str) -> list[str]:
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    return [name for name, number in ids.items() if number > 1]


# --- the parts ------------------------------------------------------------------------------------


def test_the_list_leads_to_the_parts_before_anybody_has_begun(client_of: ClientOf) -> None:
    bound = bound_inspection()
    inspector = bound.graded.joint.inspectors["hmic"]
    text = read(client_of(inspector), reverse("reports:list", args=[bound.reference]))
    assert f'href="{at(bound, "parts")}"' in text
    assert "The summary and the report of each inspectorate, as they were signed" in text
    page = read(client_of(inspector), at(bound, "parts"))
    said = visible(page)
    assert "“The agency report cqc” is in the stage “drafting”" in said
    assert "Nobody has begun this document. The overall lead begins it." in said
    assert at(bound, "begin") not in page
    assert at(bound, "begin") in read(client_of(bound.lead), at(bound, "parts"))


def test_a_part_leads_to_its_page_for_whoever_may_read_it(client_of: ClientOf) -> None:
    bound = bound_inspection()
    own, other = bound.health.writer, bound.graded.joint.inspectors["hmic"]
    health = f'href="{reverse("reports:report", args=[bound.reference, HEALTH])}"'
    summary = f'href="{reverse("reports:report", args=[bound.reference, "summary"])}"'
    assert health in read(client_of(own), at(bound, "parts"))
    assert summary in read(client_of(other), at(bound, "parts"))
    assert health not in read(client_of(other), at(bound, "parts"))


def test_the_lead_builds_it_from_the_page(client_of: ClientOf) -> None:
    bound = bound_at("agreement")
    client = client_of(bound.lead)
    assert f'action="{at(bound, "build")}"' in read(client, at(bound, "parts"))
    assert at(bound, "build") not in read(client_of(bound.health.writer), at(bound, "parts"))
    answer = client.post(at(bound, "build"), follow=True)
    assert answer.redirect_chain == [(at(bound, "parts"), 302)]
    said = visible(answer.content.decode())
    assert "The document is built, as draft 3." in said
    assert said.count("Draft 3, as it stands") == 2
    assert "It is built from what stands now." in said
    for part in bound.build.parts.in_order():
        assert part.content_hash in said
    assert bound.build.snapshot["parts_hash"] in said
    again = client.post(at(bound, "build"), follow=True).content.decode()
    assert "It was built from these parts already." in again
    assert CombinedPart.objects.count() == 2


def test_what_is_missing_is_a_refusal_that_names_it(client_of: ClientOf) -> None:
    bound = bound_inspection()
    part_to(bound.summary, "final_signed")
    client = client_of(bound.lead)
    client.post(at(bound, "begin"))
    assert "once its own words have passed" in visible(read(client, at(bound, "parts")))
    assert client.post(at(bound, "build")).status_code == 409
    assert not CombinedPart.objects.exists()


def test_a_reopened_part_is_told_on_the_page(client_of: ClientOf) -> None:
    bound = bound_at("built")
    reopened(bound.health)
    said = visible(read(client_of(bound.lead), at(bound, "parts")))
    assert "What was built does not stand any more." in said
    assert "“The agency report cqc” was reopened after this was built" in said
    assert "Draft 3, which does not stand any more" in said
    assert "It can be built when every part is signed" in said
    answer = client_of(bound.lead).post(at(bound, "build"))
    assert answer.status_code == 409
    assert "“The agency report cqc” is in the stage" in visible(answer.content.decode())


def test_a_reopened_part_is_told_where_it_would_be_published(client_of: ClientOf) -> None:
    bound = bound_at("proposed")
    confirms = client_of(bound.health.writer)
    printed(bound.build)
    assert "Publish now" in visible(read(confirms, at(bound, "publish")))
    reopened(bound.health)
    said = visible(read(confirms, at(bound, "publish")))
    assert "“The agency report cqc” was reopened after this was built" in said
    assert "Publish now" not in said
    sent = {"content_hash": bound.build.content_hash}
    answer = confirms.post(at(bound, "confirm"), sent)
    assert answer.status_code == 409
    assert "was reopened after this was built" in visible(answer.content.decode())
    assert not Publication.objects.exists()


def test_a_part_that_was_signed_again_is_built_in_again(client_of: ClientOf) -> None:
    bound = bound_at("built")
    signed_again(bound.health)
    client = client_of(bound.lead)
    page = read(client, at(bound, "parts"))
    assert "Draft 3; draft 4 stands now" in visible(page)
    assert f'action="{at(bound, "build")}"' in page
    client.post(at(bound, "build"))
    assert "Draft 4, as it stands" in visible(read(client, at(bound, "parts")))


def test_the_page_asks_as_many_queries_for_one_part_as_for_three(
    client_of: ClientOf, count_queries: Any
) -> None:
    bound = bound_inspection()
    joint = bound.graded.joint
    forms = joint.inspection.inspection_type.report_forms
    for code in ("ofsted", "hmic"):
        single_strand(joint, code)
        form_of(joint.inspection.inspection_type, "agency_report", code)
    client = client_of(bound.lead)
    counts = {}
    for _ in range(2):
        with count_queries() as caught:
            page = read(client, at(bound, "parts"))
        counts[page.count("<h3")] = len(caught)
        forms.filter(kind="agency_report", reports=None).delete()
    assert set(counts) == {4, 2}
    assert len(set(counts.values())) == 1


@pytest.mark.parametrize("document", [HEALTH, "summary", "joint-letter"])
def test_other_documents_have_no_parts(document: str, client_of: ClientOf) -> None:
    bound = bound_inspection()
    client = client_of(bound.lead)
    for name, send in (("parts", client.get), ("build", client.post)):
        page = reverse(f"reports:{name}", args=[bound.reference, document])
        assert send(page).status_code == 404


def test_to_strangers_the_parts_do_not_exist(client_of: ClientOf) -> None:
    bound = bound_at("built")
    for person in (member_factory("ofsted", "lead"), bound.graded.joint.chair):
        client = client_of(person)
        assert client.get(at(bound, "parts")).status_code == 404
        assert client.post(at(bound, "build")).status_code == 404


def test_each_stage_says_what_it_waits_for() -> None:
    bound = bound_inspection()
    document = next(
        one for one in documents_of(inspection=bound.graded.joint.inspection) if one.is_combined
    )
    assert waits_for(document) == "The overall lead to begin it"
    bound = bound_at("agreement")
    assert waits_for(bound.report) == (
        "The overall lead to build it from its parts, once each of them is signed"
    )
    place = bound.graded.joint.inspection.assignments.get(person=bound.lead)
    (shown,) = shown_documents([bound.report], [], place)
    assert [row.key for row in shown.rows] == ["Written by", "Stage", "Waits for", "Made of"]
    assert not_now([], [], "", is_built=False).startswith("Nobody has begun")
    assert not_now([], [], "published", is_built=True).startswith("It is built once")
    assert not_now([], ["Something."], "final_agreement", is_built=True) == ""


def test_the_next_steps_are_building_signing_and_publishing(client_of: ClientOf) -> None:
    bound = bound_at("agreement")
    said = visible(read(client_of(bound.lead), at(bound, "report")))
    assert "Build it from its parts" in said
    assert "Send the draft to the chair" not in said
    built(bound)
    said = visible(read(client_of(bound.lead), at(bound, "report")))
    assert "Sign the whole document off" in said
    assert "Publish" in said


# --- the whole ------------------------------------------------------------------------------------


def test_the_whole_reads_as_one_page(client_of: ClientOf) -> None:
    bound = bound_at("built")
    client = client_of(bound.lead)
    for page in (at(bound, "draft", bound.build.number), at(bound, "sign")):
        text = read(client, page)
        assert ids_twice(text) == []
        depths = [int(depth) for depth in re.findall(r"<h(\d)", text)]
        assert depths[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(depths))
        said = visible(text)
        places = [
            said.index(words)
            for words in (
                "What this document holds, and which power each part has.",
                "What all inspectorates say in inspected.",
                "What nurses say in inspected.",
                "Signed for the inspectorates",
            )
        ]
        assert places == sorted(places)


def test_who_may_not_read_every_part_is_told_so(client_of: ClientOf) -> None:
    bound = bound_at("built")
    person = bound.graded.joint.inspectors["ofsted"]
    client = client_of(person)
    said = visible(read(client, at(bound, "parts")))
    assert "You cannot read every part of this document: “The agency report cqc”." in said
    assert "What nurses say" not in said
    printed(bound.build, watermark_of(draft=bound.build))
    number = bound.build.number
    for page in ("draft", "draft_pdf"):
        assert client.get(at(bound, page, number)).status_code == 403
    for page in ("sign", "quality"):
        assert client.get(at(bound, page)).status_code == 403
    assert client.post(at(bound, "print_draft", number)).status_code == 403
    assert client.post(at(bound, "preview")).status_code == 403
    assert not may_have_print(draft=bound.build, person=person, at=timezone.now())


def test_the_pdf_of_the_whole_is_linked_and_sent(client_of: ClientOf) -> None:
    bound = bound_at("built")
    artefact = printed(bound.build, watermark_of(draft=bound.build))
    client = client_of(bound.lead)
    pdf = at(bound, "draft_pdf", bound.build.number)
    assert f'href="{pdf}"' in read(client, at(bound, "parts"))
    assert client.get(pdf).content == bytes(artefact.content)
    found = printed_bytes(draft=bound.build, watermark=watermark_of(draft=bound.build))
    assert found == artefact


def test_the_public_reads_one_page_and_one_pdf(client_of: ClientOf, client: Client) -> None:
    bound = bound_at("proposed")
    artefact = printed(bound.build)
    other = bound.health.writer
    leads = client_of(other)
    assert leads.get(at(bound, "final_pdf", bound.build.number)).status_code == 200
    with acting_as(other):
        confirm_publication(
            report=bound.report,
            content_hash=bound.build.content_hash,
            by=other,
            at=timezone.now(),
        )
    where = [f"{bound.reference}-combined"]
    text = read(client, reverse("published:publication", args=where))
    assert ids_twice(text) == []
    said = visible(text)
    assert "What nurses say in inspected." in said
    assert "What all inspectorates say in inspected." in said
    assert Publication.objects.get().pdf_sha256 in said
    pdf = client.get(reverse("published:pdf", args=where))
    assert pdf.content == bytes(artefact.content)


def test_the_public_page_asks_one_question_for_the_parts(
    client: Client, count_queries: Any
) -> None:
    bound = bound_at("proposed")
    printed(bound.build)
    other = bound.health.writer
    with acting_as(other):
        confirm_publication(
            report=bound.report,
            content_hash=bound.build.content_hash,
            by=other,
            at=timezone.now(),
        )
    page = reverse("published:publication", args=[f"{bound.reference}-combined"])
    with count_queries() as caught:
        read(client, page)
    assert len([sql for sql in caught if "combinedpart" in sql]) == 1


# --- the press ------------------------------------------------------------------------------------


def test_the_command_prints_the_whole(press: QuickPress, tmp_path: Path) -> None:
    bound = bound_at("built")
    said, error = run(f"{bound.reference}/combined", tmp_path / "out.pdf")
    assert (error, "Draft 3" in said) == ("", True)
    (job,) = press.jobs
    assert "What nurses say in inspected." in job.html
    assert "What this document was made of" in job.html


def test_the_whole_has_the_time_of_each_of_its_parts() -> None:
    assert time_allowed(report_snapshot()) == {}
    assert time_allowed(combined_snapshot()) == {"limit_seconds": 240.0}
    assert time_allowed(combined_snapshot(parts=[])) == {"limit_seconds": 60.0}
