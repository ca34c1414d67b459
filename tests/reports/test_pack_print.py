"""An evidence pack on paper: escaped, and in any script. The press itself is asked elsewhere."""

import pytest

from inspections.actions.packs import COLUMNS
from inspections.values.packs import PackContent
from reports.print.fonts import drawable
from reports.print.pack import UNDRAWN, pack_job, printable


def content(**cells: str) -> PackContent:
    row = tuple(cells.get(name, name) for name in COLUMNS)
    return PackContent(
        title="Evidence of Zoëstadt",
        reference="OF-2026-0001",
        facts=(("Made for", "<Ash> 漢字"),),
        columns=COLUMNS,
        rows=(row,),
    )


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", ""),
        ("The plan was late.\nThen not.", "The plan was late.\nThen not."),
        ("Zoë’s café – “no”", "Zoë’s café – “no”"),
        ("Zoe\u0308", "Zoë"),
        ("said 漢字 to", f"said {UNDRAWN} to"),
        ("😀😀 x", f"{UNDRAWN} x"),
        ("a\u202eb", f"a{UNDRAWN}b"),
    ],
)
def test_what_no_font_draws_is_a_mark(text: str, printed: str) -> None:
    assert printable(text) == printed


def test_the_mark_itself_can_be_drawn() -> None:
    assert set(UNDRAWN) <= drawable()


def test_what_was_typed_is_text_and_never_markup_or_template() -> None:
    html = pack_job(content(Text="<script>x</script> {{ pack.title }} {% if %}")).html
    assert "<script>" not in html
    assert "&lt;script&gt;x&lt;/script&gt; {{ pack.title }} {% if %}" in html
    assert f"&lt;Ash&gt; {UNDRAWN}" in html


def test_the_page_names_itself_and_every_column_has_its_place() -> None:
    job = pack_job(content(**{"Child’s voice": "yes", "Note": "Withdrawn"}))
    assert job.title == "Evidence of Zoëstadt"
    assert f"<title>{job.title}</title>" in job.html
    assert f'lang="{job.language}"' in job.html
    assert "The child’s voice." in job.html
    for name in COLUMNS:
        if name != "Child’s voice":
            assert (name if name != "Note" else "Withdrawn") in job.html


def test_what_is_not_known_is_left_out() -> None:
    html = pack_job(
        content(**dict.fromkeys(("Case", "Agency", "Criteria", "Tags", "Note"), ""))
    ).html
    assert "No case" in html
    assert "the partnership" in html
    for words in ("Bears on", "Tags:", 'class="note"'):
        assert words not in html
