"""The mailbox: receives the notices to applicants, as a message gateway would, and shows them to tests.

No public format stands behind it; it is the smallest port that e-mail, SMS and Zalo gateways have in common.
"""
