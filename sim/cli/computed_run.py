"""Steps of `sundalink run` after the scenario is checked: the case, its results, the report, and their files."""

import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sim.cli.options import ERR, origin


def computed(case, scenario, given, folder, workers, job, quiet, lenders):
    """Data and summary of a run, saved while pictures are drawn, and whatever becomes of these."""
    from sim import chain
    from sim.case.heap import give_back
    from sim.case.stage_cache import second_thread
    progress, task = job
    progress.update(task, total=len(chain.STAGES) + 2)

    def tell(text):
        if text in chain.STAGES:
            give_back()   # of the stage before: some 20 ms for all, for a tenth of the memory at the peak
            progress.update(task, advance=1, description=text)
        elif not quiet:
            ERR.print(text, soft_wrap=True)

    with second_thread(workers) as later:
        with origin(scenario, given):
            loaded = later(_loaded)
            done = chain.run(case, workers=workers, progress=tell)
        loaded()
        progress.update(task, description="results")
        from sim.results.dataset import hours
        from sim.results.files import save_page, saving
        with saving(folder) as files:
            begun = hours(done)
            begin = cache(lambda: later(lambda: files.begin(begun)))   # packing needs no interpreter
            data, figures, workbook = _results(done, begun, lenders, workers, begin)
            del done   # what the data do not hold is not needed while they are saved and drawn
            give_back()
            begin()()   # its end
            progress.update(task, advance=1, description="report")
            text = _saved_and_drawn(files, data, figures, case, workers)
            if workbook:
                from sim.results import lenders_workbook
                lenders_workbook.save(Path(folder), *workbook, figures)
            save_page(folder, text)
    progress.update(task, advance=1, description="done")
    return data, figures


def _results(done, begun, lenders, workers, begin):
    """Data and summary of a case, and what its workbook is made from, if one is asked for."""
    from sim.case.heap import give_back
    from sim.results.analyses import analyse, variables_of
    from sim.results.dataset import dataset
    from sim.results.summary import summary

    made = {}

    def label(analysis, result):
        made[analysis] = variables_of(done, analysis, result)

    analyses = analyse(done, workers, begin, label)   # labelled while a second process is still at its own
    figures = summary(done, analyses)
    give_back()
    return dataset(done, figures, analyses, begun, made), figures, (done, analyses) if lenders else None


def _saved_and_drawn(files, data, figures, case, workers):
    """Report of a run, whose results are saved while it is drawn and kept if it fails."""
    from concurrent.futures import ThreadPoolExecutor

    from sim.report.page import page

    with ThreadPoolExecutor(max_workers=1) as pool:   # after the fork: a second process has no threads
        saved = cache(lambda: pool.submit(files.finish, data, figures, case))
        try:
            return page(data, workers, saved)
        finally:
            saved().result()


def _loaded():
    """Load what results and report need, which takes a second, while the numbers of the first stages are drawn."""
    from importlib import import_module

    with unused("pyarrow", "dask"):
        for name in ("sim.results.analyses", "sim.results.dataset", "sim.results.files", "sim.report.page"):
            import_module(name)
        import_module("sim.results.dataset").warm()


@contextmanager
def unused(*names):
    """
    Let other libraries load without these, which they load where they are installed: pandas and xarray for arrays of
    kinds that a run has none of, at a quarter of a second and 45 MB.
    """
    hidden = {name: None for name in names if name not in sys.modules}   # for an import, what is not installed
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
