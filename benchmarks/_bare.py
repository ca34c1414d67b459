"""The reference of benchmarks.render: a process that prints with WeasyPrint and does nothing else.

It takes one document, and prints it each time that a line comes; it answers with a line.
"""

import json
import sys

import weasyprint
from weasyprint.text.fonts import FontConfiguration


def main() -> None:
    """Print the document of the first line, once for every further line."""
    document = json.loads(sys.stdin.readline())
    for _ in sys.stdin:
        fonts = FontConfiguration()
        style = weasyprint.CSS(string=document["css"], font_config=fonts)
        html = weasyprint.HTML(string=document["html"])
        html.write_pdf(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")
        print(flush=True)


if __name__ == "__main__":
    main()
