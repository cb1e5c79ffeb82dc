"""`python -m motcua`: the command line, where the script `motcua` is not installed."""

from motcua.cli import app

app()
