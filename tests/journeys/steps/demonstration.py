"""Where things are in the demonstration: three inspections, each somewhere else on its way."""

from tests.journeys.window import Window

AT_WORK = "Shropshire"
WITH_THE_CHAIR = "Isle of Wight"
PUBLISHED = "Rutland"


def inspection_of(area: str, reader: Window) -> str:
    """The address of an inspection, found by its area in the list of a person's inspections."""
    reader.open("/inspections/")
    row = reader.page.get_by_role("row").filter(has_text=area)
    return row.get_by_role("link").first.get_attribute("href") or ""
