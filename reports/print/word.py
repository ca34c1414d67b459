"""A draft as a Word file, for those who must work in Word.

Real headings, lists and table headers, so that a screen reader finds its way: what Word calls
styles, not letters made large. What is changed in the file stays there; the draft is Concord's.
"""

import io
from collections.abc import Iterable
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt

from reports.print.outline import Block, Heading, Item, Items, Para, Table

LANGUAGE = "en-GB"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LISTS = {1: "List Bullet", 2: "List Bullet 2"}


def word_file(blocks: Iterable[Block], *, title: str, mark: str, at: datetime) -> bytes:
    """Return the bytes of a Word file.

    Args:
        title: of the document, in its properties.
        mark: what stands at the head of each page: that it is a draft, and which.
        at: when the draft was made.
    """
    document = Document()
    _say_what_it_is(document, title, at)
    for section in document.sections:
        section.header.paragraphs[0].text = _kept(mark)
    document.add_paragraph(_kept(mark)).runs[0].bold = True
    for block in blocks:
        _add(document, block)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _say_what_it_is(document: WordDocument, title: str, at: datetime) -> None:
    facts = document.core_properties
    # Word takes at most 255 characters.
    facts.title = _kept(title)[:255]
    facts.language = LANGUAGE
    facts.author = facts.last_modified_by = facts.comments = ""
    facts.created = facts.modified = at
    normal = document.styles["Normal"]
    normal.font.size = Pt(12)
    fonts = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = fonts.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        fonts.append(language)
    language.set(qn("w:val"), LANGUAGE)


def _add(document: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(_kept(block.text), level=block.level)
    elif isinstance(block, Items):
        for item in block.items:
            # A recommendation has its number, and no bullet beside it.
            style = "List Paragraph" if item.number else _LISTS[item.level]
            _say(document, item, style)
    elif isinstance(block, Para):
        _say(document, block, "Normal")
    else:
        _table(document, block)


def _say(document: WordDocument, block: Para | Item, style: str) -> None:
    paragraph = document.add_paragraph(style=style)
    lead = " ".join(part for part in (block.number, f"{block.label}:" * bool(block.label)) if part)
    if lead:
        paragraph.add_run(f"{_kept(lead)} ").bold = bool(block.label)
    paragraph.add_run(_kept(block.text))


def _table(document: WordDocument, table: Table) -> None:
    document.add_paragraph(_kept(table.caption), style="Caption")
    made = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    head = made.rows[0]
    for cell, column in zip(head.cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(_kept(column)).bold = True
    # The first row is a header, again on each page; the first column names the row.
    head_properties: BaseOxmlElement = head._tr.get_or_add_trPr()
    head_properties.append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        cells = made.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = _kept(text)
    document.add_paragraph()


def _kept(text: str) -> str:
    """The text without the control characters that no XML holds; a line end stays one."""
    return "".join(
        one for one in text if one in "\n\t" or (one >= " " and one not in "\ufffe\uffff")
    )
