"""A script for a cluster's job array: each job runs a part of a sweep, all in one folder."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import scenario_error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

SLURM = """#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --array=1-{jobs}
#SBATCH --cpus-per-task={workers}
#SBATCH --mem-per-cpu={memory}M
#SBATCH --time={time}
#SBATCH --output={folder}/jobs/%A_%a.txt
#SBATCH --signal=B:TERM@120
# {cases} cases in {jobs} parts. Submit with: sbatch {script}
# A job that is ended by the cluster keeps what it has finished: submit again, and only the rest is run.
# When all are done, bring the table together with: {whole}
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
exec {part}
"""
SCHEDULERS = {"slurm": SLURM}
"""Name of a scheduler -> its script."""

MEMORY = 1500
"""Memory of a worker [MB]: 20 weather years of half-hours of the reference case take some 1,000 (measured)."""
CPU = 10.0
"""CPU time of the largest case that the time limit is made for [s]; half as much again is added (assumed)."""


def repeated(**options: Any) -> list[str]:
    """
    Return the words of a command line that repeat options.

    Parameters
    ----------
    **options
        Value, list of values, True for a flag, or None by the option's name.

    Returns
    -------
    words : list of str
    """
    return [word for name, value in options.items() if value is not None
            for each in (value if isinstance(value, list) else [value])
            for word in (f"--{name.replace('_', '-')}", *(() if each is True else (str(each),)))]


def write_jobs(scheduler: str, path: str, folder: str | Path, options: Sequence[str], cases: int, jobs: int,
               workers: int) -> Path:
    """
    Write the script of a job array into the folder of a sweep.

    Parameters
    ----------
    scheduler : str
        A key of `SCHEDULERS`.
    path : str
        The sweep, as it was typed.
    folder : path
        For its results; made if it is not there.
    options : sequence of str
        Words of the command line that each part repeats.
    cases : int
        Number of cases.
    jobs, workers : int
        Parts, and processes of each.

    Returns
    -------
    script : Path

    Raises
    ------
    SundalinkError
        If the scheduler is unknown or the script cannot be written.
    """
    if scheduler not in SCHEDULERS:
        raise scenario_error(f"--write-jobs {scheduler}: must be one of {', '.join(SCHEDULERS)}")
    folder, source = Path(folder).resolve(), str(Path(path).resolve()) if Path(path).exists() else path
    jobs = min(jobs, cases)
    words = ["sundalink", "sweep", source, "-o", str(folder), *options, "--workers", str(workers)]
    part = f"{shlex.join([*words, '--quiet'])} --shard $SLURM_ARRAY_TASK_ID/{jobs}"
    minutes = 10 + int(1.5 * CPU * -(-cases // jobs) / workers / 60.0)
    script = folder / "jobs.sh"
    text = SCHEDULERS[scheduler].format(
        name=folder.name, jobs=jobs, workers=workers, memory=MEMORY, time=f"{minutes // 60:02d}:{minutes % 60:02d}:00",
        folder=folder, cases=cases, script=script, whole=shlex.join(words), part=part)
    try:
        (folder / "jobs").mkdir(parents=True, exist_ok=True)
        script.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise scenario_error(f"{script}: cannot be written ({fault.strerror})") from None
    return script
