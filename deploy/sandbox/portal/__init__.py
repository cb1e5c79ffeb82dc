"""The national portal (DVCQG) as a province sees it through the adapter of the national data exchange.

`wire` is what the province's gateway calls, `scripts` what tests and invariants call, `forms` checks the format of
records. It stores what it accepts about dossiers, and complaints about the rest.
"""
