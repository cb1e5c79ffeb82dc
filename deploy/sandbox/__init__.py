"""The sandbox: a bank, a post office, a national portal, a mail server and an SMS gateway like the real ones.

It speaks the documented wire formats over HTTP, keeps ledgers of its own and fails on command. It serves the
demo and the tests, knows none of our services and shares no code with them.
"""
