"""The providers this version knows; a deployment chooses among them (`MOTCUA_PAYMENT_PROVIDERS`)."""

from payment.provider.national.clients import account
from payment.provider.national.jobs import National
from payment.provider.national.rules import CALLED, NAME
from payment.provider.national.settings import NationalSettings
from payment.provider.protocol import Registration

REGISTERED = (Registration(NAME, NationalSettings, National.of, account, CALLED),)
