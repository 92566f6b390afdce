"""Try mutated scenarios and files at the doors: none may end in a traceback, a hang, or without memory."""

import argparse
import json
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

LONGEST, MEMORY, PATIENCE = 20.0, 2.0e9, 5
"""Of one input: time of the processor [s], memory [bytes], and how many times as long it may take by the clock, which
on a shared machine says little of the program."""
RUN = 10
"""How many times as long a run may take: four seconds where nothing else runs, and more on a shared machine."""
LIST = "list.json"
SMALL = {"time.weather_years": 1, "time.traded_years": 1, "time.period_h": 1.0, "link.outage_draws": 1,
         "link.lives": 10, "uncertainty.cost.draws": 0, "farm.wake_direction_step_deg": 15.0}


class Slow(BaseException):
    """An input took longer than it may."""


def alarmed(*_):
    raise Slow


def prepare(folder, seed, kind):
    """Write the mutated input of a seed; return the path of its scenario and the overrides."""
    import fuzz_mutators

    dice = random.Random(f"{kind} {seed}")
    path = folder / "case.toml"
    if kind != "file":
        path.write_bytes(fuzz_mutators.scenario(dice))
        return path, SMALL if kind == "run" else {}
    samples = folder.parent / "samples"
    name, overrides = dice.choice(json.loads((samples / LIST).read_text(encoding="utf-8")))
    broken = folder / name
    if broken.is_dir() and not broken.is_symlink():
        broken.rmdir()
    broken.unlink(missing_ok=True)
    chance = dice.random()
    if chance < 0.02:
        os.mkfifo(broken)
    elif chance < 0.1:
        fuzz_mutators.placed(dice, broken, (samples / name).read_bytes())
    else:
        broken.write_bytes(fuzz_mutators.file(dice, (samples / name).read_bytes()))
    given = {key: [str(broken)] if value == ["FILE"] else str(broken) if value == "FILE" else value
             for key, value in overrides.items()}
    path.write_text('extends = "base"\n', encoding="utf-8")
    return path, given


def tried(folder, seed, kind):
    """Try one input; return what is wrong with how it ended, or nothing, and how it ended."""
    from sim.case.files import check_files
    from sim.errors import SundalinkError
    from sim.scenario.load import load

    path, overrides = prepare(folder, seed, kind)
    longest = LONGEST * (RUN if kind == "run" else 1)
    signal.setitimer(signal.ITIMER_PROF, longest)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE * longest)   # what waits, as on a pipe, takes no processor
    try:
        scenario = load(path, overrides)
        check_files(scenario)
        if kind == "run":
            from sim import chain
            from sim.results.summary import summary
            summary(chain.run(scenario, workers=1))
        return "", "valid"
    except SundalinkError as refused:
        return ("" if str(refused).strip() else "a refusal without a word"), "refused"
    except Slow:
        return f"no end within {LONGEST:g} s\n" + traceback.format_exc(limit=-3), "slow"
    except BaseException:
        return traceback.format_exc(limit=-4), "fault"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.setitimer(signal.ITIMER_REAL, 0.0)


def worker(pipe, folder):
    """Try inputs until there are no more, in one process with a limit of memory."""
    signal.signal(signal.SIGALRM, alarmed)
    signal.signal(signal.SIGPROF, alarmed)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    from sim.case.files import check_files
    from sim.scenario.load import load
    check_files(load("base"))   # what is compiled and read once is not an input's, nor are libraries that load later
    for name in ("netCDF4", "pandas", "pvlib", "scipy.optimize", "scipy.signal", "scipy.stats", "sim.api", "xarray"):
        import_module(name)
    held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (int(held + MEMORY), -1))
    while (task := pipe.recv()) is not None:
        start = time.monotonic()
        pipe.send((*task, *tried(folder, *task), time.monotonic() - start))


class Worker:
    """A process that tries inputs; killed and made anew when it hangs in a library."""

    def __init__(self, home, number):
        self.home, self.number, self.task = home, number, None
        self.start()

    def start(self):
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(
            target=worker, args=(other, str(Path(self.home) / f"worker-{self.number}")), daemon=True)
        self.process.start()
        other.close()

    def give(self, task):
        self.task, self.since = task, time.monotonic()
        self.pipe.send(task)

    def answer(self):
        """What is known of the task: an answer, None while it runs, or that the process was lost."""
        patience = PATIENCE * LONGEST * (RUN + 2 if self.task[1] == "run" else 2) + 60.0
        try:
            if self.pipe.poll(0.05):
                return self.pipe.recv()
        except (EOFError, OSError):
            pass
        else:
            if self.process.is_alive() and time.monotonic() - self.since < patience:
                return None
        self.process.kill()
        self.process.join()
        lost = (*self.task, f"the process was lost (exit status {self.process.exitcode})", "lost", patience)
        self.start()
        return lost


def write_samples(samples):
    """Write the whole files that the mutators break, and the list of them."""
    import fuzz_samples

    (samples / LIST).write_text(json.dumps(fuzz_samples.write(samples)), encoding="utf-8")


def fuzz(counts, seed=0, workers=2, say=None):
    """
    Try inputs of each kind.

    Parameters
    ----------
    counts : dict of str to int
        How many of "scenario", "file" and "run".
    seed : int
        First seed: input `n` of a kind is always the same.
    workers : int
        Processes.
    say : callable, optional
        ``say(text)`` for each fault, and now and then.

    Returns
    -------
    faults : list of tuple
        (seed, kind, what is wrong).
    ends : dict of str to int
        How often inputs ended in which way.
    """
    tasks = [(seed + n, kind) for kind, count in counts.items() for n in range(count)][::-1]
    faults, ends, total = [], {}, len(tasks)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        write_samples(Path(home) / "samples")   # before a worker starts: they share the files
        crew = [Worker(home, number) for number in range(workers)]
        busy = []
        while tasks or busy:
            for one in crew:
                if one not in busy and tasks:
                    one.give(tasks.pop())
                    busy.append(one)
            for one in list(busy):
                found = one.answer()
                if found is None:
                    continue
                busy.remove(one)
                number, kind, wrong, end, _ = found
                ends[end] = ends.get(end, 0) + 1
                if wrong:
                    faults.append((number, kind, wrong))
                    if say:
                        say(f"{kind} {number}: {wrong}")
                if say and sum(ends.values()) % 500 == 0:
                    say(f"{sum(ends.values())} of {total}: {ends}")
        for one in crew:
            one.process.kill()
            one.process.join()
    return faults, ends


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("scenarios", 10000), ("files", 2000), ("runs", 500), ("seed", 0), ("workers", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    counts = {"scenario": given.scenarios, "file": given.files, "run": given.runs}
    faults, ends = fuzz(counts, given.seed, given.workers, lambda text: print(text, flush=True))
    print(f"{sum(ends.values())} inputs: {ends}; {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
