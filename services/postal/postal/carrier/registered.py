"""The carriers this version knows; a deployment chooses among them (`MOTCUA_POSTAL_CARRIERS`)."""

from postal.carrier.myvnpost.jobs import MyVNPost
from postal.carrier.myvnpost.rules import NAME
from postal.carrier.myvnpost.settings import MyVNPostSettings
from postal.carrier.protocol import Registration

REGISTERED = (Registration(NAME, MyVNPostSettings, MyVNPost.of),)
