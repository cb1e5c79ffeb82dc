"""The bank: the national payment platform, message version 1.0.6 (INIT, CONFIRM, QUERY).

`wire` is what merchants call, `scripts` what payers, tests and invariants call. It knows references and amounts, and
no dossier.
"""
