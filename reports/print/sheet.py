"""A grade reasoning sheet on paper: its values in, the HTML and stylesheet of its pages out."""

from functools import cache

from django.template import Context

from judgements.values.reasoning import Sheet, SheetCell
from records.values import content_hash
from reports.print.jobs import PrintJob, render_key
from reports.print.letter import FOLDER, LANGUAGE, engine
from reports.print.pack import UNDRAWN, printable

TEMPLATE = "reports/pdf/sheet.html"
STYLESHEET = "reports/pdf/sheet.css"


def sheet_job(sheet: Sheet) -> PrintJob:
    """Return what the press needs to print a sheet."""
    title = printable(f"{sheet.title}, {sheet.place}: grade reasoning sheet")
    shown = {
        "title": title,
        "reference": sheet.reference,
        "facts": [(label, printable(text)) for label, text in sheet.facts],
        "tables": [
            {
                "title": printable(table.title),
                "note": printable(table.note),
                "columns": table.columns,
                "rows": [[_text(cell) for cell in row] for row in table.rows],
            }
            for table in sheet.tables
        ],
        "undrawn": UNDRAWN,
    }
    html = engine().get_template(TEMPLATE).render(Context({"sheet": shown, "language": LANGUAGE}))
    return PrintJob(html=html, css=_css(), title=title, language=LANGUAGE)


def sheet_key(sheet: Sheet) -> str:
    """Return the render key of a sheet: the same sheet is never printed twice."""
    source = (FOLDER / TEMPLATE).read_text()
    return render_key(snapshot_hash=content_hash(sheet.as_data()), template=source, css=_css())


def _text(cell: SheetCell) -> str:
    return printable(", ".join([*cell.references, *([cell.text] if cell.text else [])]))


@cache
def _css() -> str:
    return (FOLDER / STYLESHEET).read_text()
