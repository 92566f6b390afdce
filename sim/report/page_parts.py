"""Parts of the report's page: headings, tables, blocks side by side."""

from html import escape


def anchor(title):
    """Name of a section within the page."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())


def title(text):
    """Return the heading of a section, which the contents point to."""
    return f'<h2 id="{anchor(text)}">{escape(text)}</h2>'


def table(rows, kinds, header=()):
    """Return rows of text as a table; each column has the class of its kind."""
    top = "".join(f'<th class="{kind}">{escape(text)}</th>' for text, kind in zip(header, kinds, strict=bool(header)))
    lines = "".join("<tr>" + "".join(f'<td class="{kind}">{escape(str(cell))}</td>'
                                     for cell, kind in zip(row, kinds, strict=True)) + "</tr>\n" for row in rows)
    head = f"<thead><tr>{top}</tr></thead>" if header else ""
    return f'<div class="scroll"><table>{head}<tbody>\n{lines}</tbody></table></div>'


def two(*blocks):
    """Return blocks side by side where there is room."""
    return f'<div class="two">{"".join(blocks)}</div>'
