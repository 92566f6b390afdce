"""Parts of the report's page: headings, tables, blocks side by side."""

from base64 import b64encode
from html import escape


def anchor(title):
    """Name of a section within the page."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())


def title(text):
    """Return the heading of a section, which the contents point to."""
    return f'<h2 id="{anchor(text)}">{escape(text)}</h2>'


MANY = 5
"""Columns from which on a telephone shows each row as a block, every cell behind its heading."""


SHORT = 25
"""Rows up to which a table is printed on one page."""


def table(rows, kinds, header=(), notes=None):
    """Return rows of text as a table; each column has the class of its kind, and a cell of `notes` its definition."""
    top = "".join(f'<th class="{kind}">{escape(text)}</th>' for text, kind in zip(header, kinds, strict=bool(header)))
    heads = [f' data-head="{escape(text)}"' for text in header] if len(kinds) >= MANY and header else [""] * len(kinds)
    lines = "".join("<tr>" + "".join(f'<td class="{kind}"{says}>{_cell(str(cell), notes)}</td>' for cell, kind, says
                                     in zip(row, kinds, heads, strict=True)) + "</tr>\n" for row in rows)
    head = f"<thead><tr>{top}</tr></thead>" if header else ""
    many = ' class="many"' if len(kinds) >= MANY and header else ""
    keep = " keep" if lines.count("<tr>") <= SHORT else ""
    return f'<div class="scroll{keep}"><table{many}>{head}<tbody>\n{lines}</tbody></table></div>'


def _cell(text, notes):
    """Return the text of a cell, with its definition where the pointer rests."""
    note = (notes or {}).get(text)
    return f'<abbr title="{escape(note)}">{escape(text)}</abbr>' if note else escape(text)


def drawing(name, figure, picture, caption):
    """
    Return a picture with its caption; on a telephone it is as wide as the page and a touch enlarges it.

    Parameters
    ----------
    name : str
        Its anchor.
    figure : Figure
        Of which the label is the finding.
    picture : bytes
        The same as SVG.
    caption : str
        Below it.
    """
    wide = ' class="wide"' if figure.get_size_inches()[0] > 6.0 else ""
    return (f'<figure id="{name}"><div class="scroll"><label class="zoom"><input type="checkbox" '
            f'aria-label="enlarge this picture"><img{wide} alt="{escape(figure.get_label())}" '
            f'src="data:image/svg+xml;base64,{b64encode(picture).decode("ascii")}"><span>touch to enlarge</span>'
            f"</label></div><figcaption>{escape(caption)}</figcaption></figure>")


def two(*blocks):
    """Return blocks side by side where there is room."""
    return f'<div class="two">{"".join(blocks)}</div>'
