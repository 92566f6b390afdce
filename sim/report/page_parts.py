"""Parts of the report's page: headings, tables, blocks side by side."""

import re
from base64 import b64encode
from html import escape

from sim.report.plots.style import legible


def anchor(title):
    """Name of a section within the page."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())


UNITS = "%|USD|bn|M|million|TWh|GWh|MWh|MW|kV|km|m|mm2|A|degC|K|h|hours|years|tCO2|Mt|kt"
"""Words that stay on the line of the number before them."""


def prose(text):
    """Return sentences for the page: no line ends between a number and its unit."""
    return re.sub(rf"(?<=\d) (?=(?:{UNITS})(?![A-Za-z0-9]))", "\u00a0", escape(str(text)))


def title(text):
    """Return the heading of a section, which the contents point to."""
    return f'<h2 id="{anchor(text)}">{escape(text)}</h2>'


MANY = 4
"""Columns from which on a telephone shows each row as a block, every cell behind its heading."""


KEY = ("name", "n", "r"), ("name", "n", "u", "r")
"""Columns of values with their definition, which on a telephone stands below its value."""
SHORT = 25
"""Rows up to which a table is printed on one page."""


def table(rows, kinds, header=(), notes=None):
    """Return rows of text as a table; each column has the class of its kind, and a cell of `notes` its definition."""
    top = "".join(f'<th class="{kind}">{escape(text)}</th>' if text else "<td></td>"   # a heading has words
                  for text, kind in zip(header, kinds, strict=bool(header)))
    heads = [f' data-head="{escape(text)}"' for text in header] if len(kinds) >= MANY and header else [""] * len(kinds)
    lines = "".join("<tr>" + "".join(f'<td class="{kind}"{says}>{_cell(str(cell), notes)}</td>' for cell, kind, says
                                     in zip(row, kinds, heads, strict=True)) + "</tr>\n" for row in rows)
    head = f"<thead><tr>{top}</tr></thead>" if header else ""
    many = ' class="key"' if tuple(kinds) in KEY else ' class="many"' if len(kinds) >= MANY and header else ""
    keep = " keep" if lines.count("<tr>") <= SHORT else ""
    return f'<div class="scroll{keep}"><table{many}>{head}<tbody>\n{lines}</tbody></table></div>'


def _cell(text, notes):
    """Return the text of a cell, with its definition where the pointer rests."""
    note = (notes or {}).get(text)
    return f'<abbr title="{escape(note)}">{escape(text)}</abbr>' if note else escape(text)


def drawing(name, figure, picture, caption):
    """
    Return a picture with its caption; on a telephone it is so wide that its texts are legible, and scrolls sideways.

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
    least, title = legible(figure)
    return (f'<figure id="{name}"><p class="finding" aria-hidden="true">{prose(figure.get_label())}</p>'
            f'<div class="scroll" style="--least: {least}px; --title: {title:.4f}"><label class="zoom">'
            f'<input type="checkbox" aria-label="show the whole picture"><img alt="{escape(figure.get_label())}" '
            f'src="data:image/svg+xml;base64,{b64encode(picture).decode("ascii")}"></label></div>'
            '<span class="touch" aria-hidden="true">swipe sideways, or touch to see the whole</span>'
            f"<figcaption>{prose(caption)}</figcaption></figure>")


def two(*blocks):
    """Return blocks side by side where there is room."""
    return f'<div class="two">{"".join(blocks)}</div>'
