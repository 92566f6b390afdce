"""Files that are part of every HTML page that Sundalink writes: styles and scripts."""

from importlib import resources


def asset(name):
    """
    Return the text of a file of ``sim/report/assets``, safe inside an HTML script.

    Parameters
    ----------
    name : str
        Of the file.

    Returns
    -------
    text : str
    """
    text = (resources.files("sim.report") / "assets" / name).read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script")
