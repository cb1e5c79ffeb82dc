"""The mailbox: receives the notices to applicants, as a message gateway would, and shows them to tests.

It follows no public format, only the smallest interface that e-mail, SMS and Zalo gateways have in common.
"""
