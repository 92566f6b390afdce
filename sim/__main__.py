"""Run the command line with ``python -m sim``."""

from sim.cli.main import main

main()
