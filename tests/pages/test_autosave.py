"""autosave.js and job_progress.js in a real browser, against a server that misbehaves on demand.

The server is a few lines of the standard library: what is tried here is the script and what it
says, not an application.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.journey
BASE = Path(settings.BASE_DIR)
FORM = """
<form method="post" action="/sent" data-autosave data-autosave-url="/save" data-version="3">
  <input type="hidden" name="csrfmiddlewaretoken" value="token">
  <input type="hidden" name="once" value="receipt-of-the-form">
  <input type="hidden" name="version" value="3">
  <label for="seen">What you saw</label><textarea id="seen" name="seen">old</textarea>
  <label><input type="radio" name="kind" value="strength"> Strength</label>
  <label><input type="radio" name="kind" value="weakness"> Weakness</label>
  <label><input type="checkbox" name="criteria" value="a"> A</label>
  <label><input type="checkbox" name="criteria" value="b" checked> B</label>
  <label><input type="checkbox" name="draft"> Draft</label>
  {save_state}
  <button type="submit">Record</button>
</form>
"""


@dataclass
class Service:
    """What the server was asked, and what it is to answer next."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any] | str]] = field(default_factory=list)
    jobs: list[dict[str, str]] = field(default_factory=list)
    hold: Event = field(default_factory=Event)
    body: str = ""
    address: str = ""

    def answer(self) -> tuple[int, dict[str, Any] | str]:
        """The next answer, or that it is saved."""
        if self.answers:
            return self.answers.pop(0)
        version = self.asked[-1]["version"] + 1
        return 200, {"version": version, "saved_at": "2026-12-07T14:03:00+00:00"}


class Handler(BaseHTTPRequestHandler):
    """Answers from the service that its server carries."""

    @property
    def service(self) -> Service:
        """What was asked and what to answer."""
        return self.server.service  # type: ignore[attr-defined] # the fixture puts it there

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            self._static(self.path.removeprefix("/static/"))
        elif self.path == "/job":
            found = self.service.jobs.pop(0)
            self._json(200 if found else 404, found)
        else:
            self._send(200, "text/html", self.service.body.encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/sent":
            self.service.sent.append(body)
            self._send(200, "text/html", b"<h1>Recorded</h1>")
            return
        self.service.tokens.append(self.headers["X-CSRFToken"])
        self.service.asked.append(json.loads(body))
        self.service.hold.wait(5)
        self._json(*self.service.answer())

    def _static(self, name: str) -> None:
        path = next(p for p in (BASE / "static" / name, BASE / "var/assets" / name) if p.exists())
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        self._send(200, kind, path.read_bytes())

    def _json(self, status: int, answer: dict[str, Any] | str) -> None:
        if isinstance(answer, str):
            self._send(status, "text/html", answer.encode())
        else:
            self._send(status, "application/json", json.dumps(answer).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def service() -> Iterator[Service]:
    """A server of the test's own."""
    made = Service()
    made.hold.set()
    made.body = (
        "<!doctype html><title>T</title><body>"
        + FORM.format(save_state=render_to_string("components/save_state.html"))
        + '<script type="module" src="/static/js/boot.js"></script>'
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.service = made  # type: ignore[attr-defined] # for the handler above
    made.address = f"http://127.0.0.1:{server.server_port}/"
    Thread(target=server.serve_forever, daemon=True).start()
    yield made
    made.hold.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(chromium_executable: str | None) -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium_executable,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """The form, open in a window that believes it is in Paris."""
    context = browser.new_context(timezone_id="Europe/Paris")
    window = context.new_page()
    window.goto(service.address)
    window.wait_for_function("document.querySelector('form[data-autosave]') !== null")
    window.wait_for_load_state("networkidle")
    yield window
    context.close()


def test_what_is_typed_is_saved_and_said(page: Page, service: Service) -> None:
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    assert [asked["content"] for asked in service.asked] == [
        {"seen": "new", "kind": "", "criteria": ["b"]}
    ]
    assert service.asked[0]["version"] == 3
    assert service.tokens == ["token"]
    assert page.locator("[name=version]").input_value() == "4"


def test_the_next_save_stands_on_the_last(page: Page, service: Service) -> None:
    page.fill("#seen", "one")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    # At one stroke: on a slow machine a save would go out between three.
    page.locator("[value=weakness], [value=a], [name=draft]").evaluate_all(
        "boxes => boxes.forEach((box) => box.click())"
    )
    expect(page.locator("[name=version]")).to_have_value("5")
    last = service.asked[-1]
    assert last["version"] == 4
    assert last["content"] == {
        "seen": "one",
        "kind": "weakness",
        "criteria": ["a", "b"],
        "draft": "on",
    }
    assert last["receipt"] != service.asked[0]["receipt"]


def test_nothing_is_sent_when_nothing_was_changed(page: Page, service: Service) -> None:
    page.focus("#seen")
    page.locator("button").focus()
    page.wait_for_timeout(1200)
    assert service.asked == []


def test_no_answer_is_said_and_tried_again_with_the_same_receipt(
    page: Page, service: Service
) -> None:
    service.answers = [(502, "<h1>Bad gateway</h1>")]
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_have_text(
        "Not saved: the server answered 502 – trying again"
    )
    assert page.locator("[role=status]").inner_text().startswith("Not saved")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03", timeout=6000)
    assert len(service.asked) == 2
    assert service.asked[0] == service.asked[1]


def test_no_network_is_said_and_ends_by_itself(page: Page, service: Service) -> None:
    page.context.set_offline(True)
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_have_text(
        "Not saved: no answer from the server – trying again"
    )
    page.context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03", timeout=6000)


def test_a_refusal_is_said_and_not_repeated(page: Page, service: Service) -> None:
    service.answers = [(400, {"message": "The date is in the future."})]
    page.fill("#seen", "new")
    line = page.locator("[data-save-state]")
    expect(line).to_have_text("Not saved: The date is in the future.")
    page.locator("button").focus()
    page.wait_for_timeout(1200)
    assert len(service.asked) == 1
    page.fill("#seen", "newer")
    expect(line).to_have_text("Saved 14:03")


def conflict(service: Service) -> None:
    """Make the next save meet somebody else's."""
    theirs = {"version": 9, "by": "Sam Okafor", "content": {"seen": "theirs", "kind": "weakness"}}
    service.answers = [(409, {"message": "Sam Okafor saved first.", "theirs": theirs})]


def test_a_conflict_shows_both_texts_and_waits(page: Page, service: Service) -> None:
    conflict(service)
    page.fill("#seen", "mine")
    expect(page.locator("[data-save-state]")).to_have_text("Needs your choice")
    shown = page.locator("[data-autosave-conflict]")
    expect(shown).to_contain_text("Sam Okafor saved first.")
    texts = shown.locator(".app-comparison__text").all_inner_texts()
    assert texts == ["mine", "theirs", "(empty)", "weakness"]
    page.fill("#seen", "mine, longer")
    page.wait_for_timeout(1200)
    assert len(service.asked) == 1


def test_keeping_mine_saves_it_on_their_version(page: Page, service: Service) -> None:
    conflict(service)
    page.fill("#seen", "mine")
    page.click("text=Keep mine")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    assert service.asked[-1]["version"] == 9
    assert service.asked[-1]["content"]["seen"] == "mine"
    expect(page.locator("[data-autosave-conflict]")).to_contain_text("theirs")


def test_using_theirs_keeps_mine_on_the_page(page: Page, service: Service) -> None:
    conflict(service)
    page.fill("#seen", "mine")
    expect(page.locator("[data-save-state]")).to_have_text("Needs your choice")
    assert page.evaluate("document.activeElement.id") == "seen"
    page.fill("#seen", "mine, and what I typed since")
    page.click("text=Use theirs")
    expect(page.locator("#seen")).to_have_value("theirs")
    assert page.is_checked("[value=weakness]")
    assert page.locator("[name=version]").input_value() == "9"
    kept = page.locator("[data-autosave-conflict]")
    expect(kept).to_contain_text("Your text, not used")
    expect(kept).to_contain_text("mine, and what I typed since")
    assert len(service.asked) == 1


def test_control_and_enter_sends_the_form_and_does_not_ask(page: Page, service: Service) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#seen", "new")
    page.press("#seen", "Control+Enter")
    expect(page.locator("h1")).to_have_text("Recorded")
    assert "seen=new" in service.sent[0]
    assert asked == []


def test_sending_waits_for_the_save_that_is_under_way(page: Page, service: Service) -> None:
    service.hold.clear()
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_have_text("Saving…")
    page.click("button")
    page.wait_for_timeout(300)
    assert service.sent == []
    service.hold.set()
    expect(page.locator("h1")).to_have_text("Recorded")
    assert "version=4" in service.sent[0]


def test_a_form_knows_whether_an_answer_was_still_to_come(page: Page, service: Service) -> None:
    """The draft may be one version further than the page has heard."""
    service.answers = [(502, "")] * 9
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_contain_text("trying again")
    page.click("button")
    expect(page.locator("h1")).to_have_text("Recorded")
    assert "waiting=1" in service.sent[0]
    assert "version=3" in service.sent[0]


def test_a_form_that_was_answered_waits_for_nothing(page: Page, service: Service) -> None:
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    page.click("button")
    expect(page.locator("h1")).to_have_text("Recorded")
    assert "waiting=&" in f"{service.sent[0]}&"
    assert [set(asked["content"]) for asked in service.asked] == [{"seen", "kind", "criteria"}]


def test_what_came_back_unsaved_is_saved_without_a_touch(page: Page, service: Service) -> None:
    service.body = service.body.replace("data-autosave ", "data-autosave data-unsaved ")
    page.goto(service.address)
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    assert service.asked[0]["content"]["seen"] == "old"


@pytest.mark.parametrize("left", ["6f1c1c55-6d0e-4d7c-9a40-6d1d6a9f2f3b", None])
def test_what_is_typed_into_a_form_that_was_sent_goes_on_as_a_note_of_its_own(
    page: Page, service: Service, left: str | None
) -> None:
    service.answers = [(409, {"message": "It was sent before.", "sent": True, "left": left})]
    page.fill("#seen", "typed on")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    shown = page.locator("[data-autosave-conflict]")
    expect(shown).to_contain_text("Sent from another window")
    expect(shown).to_contain_text("It was sent before.")
    key = page.locator("[name=once]").input_value()
    assert key == left if left else len(key) == 36
    assert [asked["version"] for asked in service.asked] == [3, 3 if left else 0]
    assert service.asked[1]["content"]["seen"] == "typed on"


def test_after_signing_in_again_the_page_gets_the_token_of_today(
    page: Page, service: Service
) -> None:
    service.body = service.body.replace('value="token"', 'value="fresh"')
    service.answers = [(403, {"message": "Opened before you signed in.", "stale": True})]
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    assert service.tokens == ["token", "fresh"]
    assert page.locator("[name=csrfmiddlewaretoken]").input_value() == "fresh"


def test_a_token_that_stays_refused_is_tried_again_slowly(page: Page, service: Service) -> None:
    service.answers = [(403, {"message": "Opened before.", "stale": True})] * 2
    page.fill("#seen", "new")
    line = page.locator("[data-save-state]")
    expect(line).to_have_text("Not saved: the server answered 403 – trying again")
    assert len(service.asked) == 2
    expect(line).to_have_text("Saved 14:03", timeout=6000)


def test_leaving_asks_only_when_something_is_unsaved(page: Page, service: Service) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#seen", "new")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 14:03")
    page.goto(service.address)
    assert asked == []
    service.answers = [(500, "")] * 9
    page.locator("#seen").press_sequentially("!")
    page.goto(service.address)
    assert asked == ["beforeunload"]


def test_a_job_is_followed_until_it_is_done(browser: Browser, service: Service) -> None:
    service.jobs = [
        {"state": "running", "stage": "Setting pages", "reason": ""},
        {"state": "done", "stage": "", "reason": "", "url": "/letter"},
    ]
    service.body = "<!doctype html><title>T</title><body>" + render_to_string(
        "components/job_progress.html", {"state": "queued", "url": "/job"}
    )
    service.body += '<script type="module" src="/static/js/boot.js"></script>'
    window = browser.new_page()
    window.goto(service.address)
    expect(window.locator("[data-job-stage]")).to_have_text("Waiting for its turn")
    expect(window.locator("[data-job-stage]")).to_have_text("Setting pages")
    window.wait_for_url("**/letter")
    window.close()


def test_a_job_that_failed_loads_the_page_that_says_why(browser: Browser, service: Service) -> None:
    service.jobs = [{"state": "failed", "stage": "", "reason": "It took too long"}]
    running = render_to_string("components/job_progress.html", {"state": "queued", "url": "/job"})
    service.body = f"<body>{running}<script type=module src=/static/js/boot.js></script>"
    window = browser.new_page()
    window.goto(service.address)
    service.body = "<h1>It took too long</h1>"
    expect(window.locator("h1")).to_have_text("It took too long")
    assert service.jobs == []
    window.close()


def test_a_job_that_somebody_else_asked_for_since_loads_the_page_anew(
    browser: Browser, service: Service
) -> None:
    service.jobs = [{}]
    running = render_to_string("components/job_progress.html", {"state": "queued", "url": "/job"})
    service.body = f"<body>{running}<script type=module src=/static/js/boot.js></script>"
    window = browser.new_page()
    window.goto(service.address)
    service.body = "<h1>The PDF is being made</h1>"
    expect(window.locator("h1")).to_have_text("The PDF is being made")
    assert service.jobs == []
    window.close()
