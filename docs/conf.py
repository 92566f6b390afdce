"""Settings of the book: `sphinx-build -W --keep-going -b html docs docs/_build/html`, without a network."""

import sys
from importlib.util import find_spec
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS), str(DOCS.parent)]

import generate  # noqa: E402

import sim  # noqa: E402

project = "Sundalink"
author = "The Sundalink developers"
copyright = "2026, The Sundalink developers"
release = version = sim.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.mathjax", "numpydoc"]
OFFLINE_MATH = "sphinx-mathjax-offline"
if find_spec(OFFLINE_MATH):   # puts MathJax beside the pages; without it they load it from its public address
    extensions.append(OFFLINE_MATH)

exclude_patterns = ["_build", "generated/parts", "gallery"]
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
suppress_warnings = ["mystnb.unknown_mime_type"]

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_preserve_defaults = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_use_plots = False
default_role = "code"   # in docstrings single backquotes name code
add_module_names = False
toc_object_entries = False

html_theme = "pydata_sphinx_theme"
html_title = f"Sundalink {release}"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"show_nav_level": 1, "navigation_depth": 3, "show_toc_level": 2, "navbar_align": "left",
                      "navbar_end": ["theme-switcher"], "footer_start": ["copyright"], "footer_end": []}
html_sidebars = {"*": [], "generated/*": []}   # pages at the top have no section to list


def _skip(app, what, name, obj, skip, options):
    """Leave out fields of a NamedTuple without text of their own, what pydantic adds, and what a module imports."""
    text, home = getattr(obj, "__doc__", None) or "", getattr(obj, "__module__", None)
    if what == "module" and isinstance(home, str) and not home.startswith("sim"):
        return True
    return True if text.startswith("Alias for field number") or name.startswith("model_") else None


def setup(app):
    """Write the generated pages before any page is read."""
    app.connect("builder-inited", lambda app: generate.write_all())
    app.connect("autodoc-skip-member", _skip)
