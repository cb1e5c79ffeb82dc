"""`python -m motcua`: the command line, where no script of that name is installed."""

from motcua.cli import app

app()
