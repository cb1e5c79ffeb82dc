"""What services may emit: one module per producer, one frozen model per event.

Nothing here does anything. An event's docstring is its arrow (`noun: before -> after`), and a test
holds the arrows against the tables that say them.
"""
