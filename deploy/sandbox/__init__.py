"""The sandbox: a bank, a post office, a national portal and a mailbox that behave like the real ones, and worse.

It speaks the documented wire formats over HTTP, keeps ledgers of its own and misbehaves on command. It serves the
demo and the tests, knows none of our services and shares no code with them.
"""
