"""What receives notices: a mail server and an SMS gateway, and a page that shows what came.

The mail server speaks SMTP (RFC 5321) and returns mail as RFC 3464 says; the gateway's requests are those that eSMS
documents.
"""
