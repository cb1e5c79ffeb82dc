"""The channels this version knows; a deployment chooses among them (`MOTCUA_INTAKE_CHANNELS`)."""

from intake.channel.brandname import rules as brandname
from intake.channel.brandname.jobs import Brandname
from intake.channel.brandname.settings import BrandnameSettings
from intake.channel.protocol import Kind, Registration
from intake.channel.smtp import rules as smtp
from intake.channel.smtp.jobs import Smtp
from intake.channel.smtp.settings import SmtpSettings

REGISTERED = (
    Registration(smtp.NAME, Kind.MAIL, SmtpSettings, Smtp.of),
    Registration(brandname.NAME, Kind.SMS, BrandnameSettings, Brandname.of),
)
