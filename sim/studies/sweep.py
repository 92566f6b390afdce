"""Sweeps: the cases of a design on any engine, kept as they end, continued by the same command, in one tidy table."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.errors import SundalinkError, scenario_error
from sim.results.grid_scenario_text import grid_text
from sim.scenario.grid_schema import GridScenario
from sim.scenario.load_grid import load_case
from sim.scenario.template import merged
from sim.studies import case_key, case_worker, engine
from sim.studies.case_figures import figures_asked
from sim.studies.case_queue import CaseQueue
from sim.studies.case_worker import RunSettings
from sim.studies.grid_sweep import check_grid_sweep, grid_case_figures
from sim.studies.kernels import GRID, WORD, compiled
from sim.studies.progress import Progress
from sim.studies.provenance import code_digest, data_digest
from sim.studies.restart import (
    check_design,
    elsewhere,
    helping,
    kept,
    plan_extension,
    plan_text,
    without_columns,
    without_results,
)
from sim.studies.sweep_options import Options, limit
from sim.studies.sweep_result import Sweep
from sim.studies.sweep_source import read
from sim.studies.sweep_store import Folder, move_aside, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from sim.scenario.schema import Scenario
    from sim.studies.case_key import Base, Planned

LOOK = 5.0
"""Time between two looks at what other processes have done in the same folder. [s]"""


def sweep(source: str | Path | Mapping[str, Any], output: str | Path | None = None, *,
          more: Mapping[str, Any] | None = None, tell: Callable[[int, int], None] | None = None,
          say: Callable[[str], None] | None = None, watch: Callable[[Progress], None] | None = None,
          resume: bool | None = None,   # noqa: ARG001   # of commands written for an earlier version
          **options: Any) -> Sweep:
    """
    Run every case of a sweep.

    Parameters
    ----------
    source : str, path or mapping
        What is swept, see `sim.studies.sweep_source.cases`.
    output : path, optional
        Folder for the journals while it runs and the table at the end. What it holds of the same sweep is kept.
    more : mapping, optional
        What to add to the ``[sweep]`` table.
    tell : callable, optional
        ``tell(done, total)`` after each case.
    say : callable, optional
        ``say(text)``: what is kept, what is run and why; how far it is.
    watch : callable, optional
        ``watch(progress)`` about every second.
    resume : bool, optional
        No longer needed: the same sweep in the same folder continues.
    **options
        Fields of `Options`.

    Returns
    -------
    sweep : Sweep
        With ``table``: a row for each case in the order of the design, failed ones with their error.

    Raises
    ------
    SundalinkError
        If not one case is a scenario, the folder holds another sweep, or the failures are too many.
    """
    settings, say = Options(**options), say or (lambda text: None)
    common, asked, text = read(source, more)
    if isinstance(common.scenario, GridScenario):
        check_grid_sweep(settings, asked, common.tables, say)
        figures: Callable[..., dict[str, Any]]
        figures, columns = grid_case_figures, frozenset[str]()
    else:
        figures, columns = figures_asked(settings, asked)
    columns = columns if settings.figures is None else frozenset()
    _check(settings, common, asked.rows)
    folder, before = None, None
    if output is not None:
        aside = move_aside(output) if settings.fresh else None
        if aside is not None:
            say(f"the folder that was there is now {aside}")
        folder = Folder(output)
        before = folder.manifest()
        rows = plan_extension(folder, before, common, asked.rows, settings.extend)
        asked = asked._replace(rows=rows)
    planned = case_key.plan(common, asked.rows)
    listed = list(zip(planned, asked.rows, strict=True))
    found, reasons, broken = _found(folder, planned, before, common, settings, columns, say)
    if folder is not None:
        folder.begin(text, _whole(common.scenario), listed,
                     check_design(common, asked, source, say, broken))
        say(plan_text(planned, found, reasons))
    planned = [each._replace(reason=reasons.get(each.key, "new")) for each in planned]
    there = settings.figures is not None or compiled(GRID if isinstance(common.scenario, GridScenario) else None)
    running = Running(planned, found, folder, settings, say, tell or (lambda done, total: None),
                      watch or (lambda progress: None), there)
    with running.kept_whole(listed):
        running.run(RunSettings(common.tables, code_digest(), data_digest(), settings.figures or figures,
                           str(folder.path.resolve()) if folder else None, settings.timeout, settings.results))
    return Sweep(tabulate(listed, running.rows), asked, common.tables, folder.path if folder else None)


def _whole(scenario: Scenario | GridScenario | None) -> str | None:
    """Return the scenario of a sweep with every key, as text; None where it is none by itself."""
    if isinstance(scenario, GridScenario):
        return grid_text(scenario)
    return merged(scenario) if scenario else None


def _found(folder: Folder | None, planned: Sequence[Planned], before: Mapping[str, Any] | None, common: Base,
           settings: Options, columns: frozenset[str],
           say: Callable[[str], None]) -> tuple[dict[str, dict[str, Any]], dict[str, str], int]:
    """Return the rows that are there already, why each other case is run, and lines of journals that are broken."""
    if folder is None:
        return {}, {}, 0
    found, reasons, broken = kept(folder, planned, before, common)
    lacking = [("without results", without_results(folder, found) if settings.results else ()),
               ("without its columns", without_columns(found, columns))]
    for why, keys in lacking:
        for key in keys:
            if found.pop(key, None):
                reasons[key] = why
    if settings.reuse and not settings.results:
        taken = elsewhere(settings.reuse, planned, found)
        for key in without_columns(taken, columns):
            del taken[key]
        for row in taken.values():
            case_worker.journal(str(folder.path.resolve())).add(row)
        found.update(taken)
        say(f"{len(taken)} cases taken from other sweeps")
    return found, reasons, broken


class Running:
    """The cases of a sweep that wait, run and are done."""

    def __init__(self, planned: Sequence[Planned], found: Mapping[str, dict[str, Any]], folder: Folder | None,
                 settings: Options, say: Callable[[str], None], tell: Callable[[int, int], None],
                 watch: Callable[[Progress], None], compiled: bool) -> None:
        unique = {each.key: each for each in planned}
        mine = list(unique.values())
        if settings.shard is not None:
            mine = mine[settings.shard[0] - 1::settings.shard[1]]
        self.rows, self.folder, self.settings, self.tell, self.watch = dict(found), folder, settings, tell, watch
        waiting = [each for each in mine if each.key not in found]
        if folder is not None and helping(folder):
            say("another process works on this folder: helping it, from the end of the design")
            waiting.reverse()
        self.queue, self.keys = CaseQueue(waiting), set(unique)
        count = settings.threads or settings.workers or engine.cores()
        self.count = max(min(count, len(waiting)), 1)
        here = {key: row for key, row in found.items() if settings.shard is None or key in {e.key for e in mine}}
        first = 0 if compiled or settings.scheduler else self.count if settings.threads else 1   # on this machine
        self.progress = Progress(mine, here, self.count, settings.shard, first)
        if self.progress.waits:
            say(WORD)
        self.looked = time.monotonic()
        self.stopped: str | None = None

    @contextmanager
    def kept_whole(self, listed: Sequence[tuple[Planned, dict[str, Any]]]) -> Iterator[None]:
        """Whatever ends the sweep, bring what is done together and say how it ended."""
        word = "stopped"
        try:
            yield
            word = "stopped" if self.stopped else "finished"
        finally:
            if self.folder is not None:
                self._take(self.folder.reader.new())
                self.folder.compact(tabulate(listed, self.rows))
                self.progress.save(self.folder, word, force=True)
        if self.stopped:
            good = self.progress.counts.get("ok", 0)
            raise SundalinkError(self.stopped, status=3 if good else 1)

    def run(self, orders: RunSettings) -> None:
        """Run all cases that wait."""
        if not len(self.queue):
            return
        with self._workers() as workers:
            self.progress.workers = len(workers)
            try:
                engine.drive(self.queue, workers, orders, finished=self._finished,
                             lost=lambda batch: self._lost(batch, orders), tick=self._tick)
            finally:
                for worker in workers:
                    worker.close()

    @contextmanager
    def _workers(self) -> Iterator[list[engine.Worker]]:
        """Yield the workers that the options ask for."""
        if self.settings.scheduler is not None:
            from sim.studies.cluster import dask_workers
            with dask_workers(self.settings.scheduler, self.settings.workers) as workers:
                yield workers
        elif self.settings.threads is not None:
            yield engine.threads(self.count)
        else:
            yield engine.processes(self.count)

    def _finished(self, rows: list[dict[str, Any]]) -> None:
        """Take rows that a worker brings; one that could not reach the folder is written here."""
        if self.folder is not None and self.settings.scheduler is not None:
            self._take(self.folder.reader.new())
            for row in rows:
                if row["case"] not in self.rows:
                    case_worker.journal(str(self.folder.path.resolve())).add(row)
        self._take(rows)

    def _take(self, rows: list[dict[str, Any]]) -> None:
        """Count rows that are new."""
        for row in rows:
            known = self.rows.get(row["case"])
            better = known is not None and known["status"] != "ok" and row["status"] == "ok"
            if row["case"] in self.keys and (known is None or better):
                if known is None:
                    self.progress.add(row)
                    self.queue.heard(row.get("group", ""), float(row.get("seconds") or 0.0))
                self.rows[row["case"]] = row
                self.tell(self.progress.done, self.progress.total)

    def _lost(self, batch: list[Planned], orders: RunSettings) -> list[Planned]:
        """Return the unfinished cases of a dead worker; a case that ended two workers is a row of its own."""
        if self.folder is not None:
            self._take(self.folder.reader.new())
        rest = [each for each in batch if each.key not in self.rows]
        if rest and rest[0].attempt == 2:
            row = {**case_worker.label(rest[0], orders, 2), "status": "crashed",
                   "error": "its worker died twice, the second time with nothing beside it: out of memory, killed, or "
                            "a crash in compiled code"}
            if self.folder is not None:
                case_worker.journal(str(self.folder.path.resolve())).add(row)
            self._take([row])
        return rest

    def _tick(self) -> bool:
        """Look at other processes, write the state; return whether to begin no further case."""
        instant = time.monotonic()
        if self.folder is not None and instant - self.looked > LOOK:
            self.looked = instant
            self._take(self.folder.reader.new())
            self.queue.drop(self.rows)
        if self.folder is not None:
            self.progress.save(self.folder, "running")
        self.watch(self.progress)
        bad = self.progress.done - self.progress.counts.get("ok", 0)
        most = limit(self.settings.max_failures, self.progress.total)
        if most is not None and bad >= most and len(self.queue):
            first = next(iter(self.progress.errors), "")
            self.stopped = (f"{bad} cases failed (--max-failures {self.settings.max_failures}), {len(self.queue)} were "
                            f"not begun; the commonest error: {first}")
        return self.stopped is not None


def _check(settings: Options, common: Base, listed: Sequence[Mapping[str, Any]]) -> None:
    """Refuse options that contradict each other, and a sweep of which not one case is a scenario."""
    limit(settings.max_failures, len(listed))
    if settings.timeout is not None and settings.threads is not None:
        raise scenario_error("--timeout: a thread cannot be stopped; leave out --threads")
    if settings.scheduler is not None and settings.threads is not None:
        raise scenario_error("--scheduler: does not go with --threads")
    if settings.shard is not None and not 1 <= settings.shard[0] <= settings.shard[1]:
        raise scenario_error(f"--shard {settings.shard[0]}/{settings.shard[1]}: must be I/N with 1 <= I <= N")
    if settings.results and settings.reuse:
        raise scenario_error("--keep results: does not go with --reuse, where cases have no results")
    first: SundalinkError | None = None
    for given in listed:
        try:
            load_case(common.tables, given)
            return
        except SundalinkError as fault:
            first = first or fault
    if first is not None:
        raise first
