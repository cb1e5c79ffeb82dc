"""The national portal (DVCQG) as a province sees it through the adapter of the national data exchange.

`wire` is what the province's gateway calls, `scripts` what tests and laws call, `forms` says what a record must look
like. It believes what it is told about dossiers, and keeps a list of what it was told wrongly.
"""
