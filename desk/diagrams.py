"""The state diagrams of the documentation, drawn from the tables that the code reads."""

from records.states import StateTable


def diagram(table: StateTable) -> str:
    """A page of Markdown: the diagram (Mermaid), and the same as a table.

    Args:
        table: the states of one thing and every way between them.
    """
    arrows = [
        f"    {arrow.source} --> {arrow.target}: {arrow.verb.replace('_', ' ')}"
        for arrow in table.transitions
    ]
    rows = [
        f"| {table.label(arrow.source)} | {arrow.verb.replace('_', ' ')} "
        f"| {table.label(arrow.target)} | {arrow.by} |"
        for arrow in table.transitions
    ]
    return "\n".join(
        [
            f"# The stages of a {table.name}",
            "",
            "Written by `make docs` from the table in the code; `make check` holds it up to date.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {table.first}",
            *arrows,
            "```",
            "",
            "| from | act | to | by whom |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )
