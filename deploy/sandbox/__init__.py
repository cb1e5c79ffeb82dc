"""The sandbox: a bank, a post office, a national portal and a mailbox like the real ones, which fail on request.

It speaks the documented wire formats over HTTP, keeps ledgers of its own and fails on command. It serves the
demo and the tests, knows none of our services and shares no code with them.
"""
