"""Intake's composition root: what it receives, its routes, its store of documents, its channels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

from intake.applicant.names import GROUPS, IDENTITIES, KINDS, ORGANISATIONS
from intake.applicant.proof import Pepper
from intake.application.api import router as applications
from intake.archive.api import erasures
from intake.archive.api import router as packages
from intake.catalogue.api import calendars, procedures
from intake.catalogue.store import Offers
from intake.channel.protocol import Channels
from intake.channel.registered import REGISTERED
from intake.document.api import router as documents
from intake.document.jobs import Sweep
from intake.document.store import Documents
from intake.dossier.api import router as dossiers
from intake.dossier.context import Load
from intake.erasure.jobs import Again
from intake.erasure.store import Erased
from intake.ground.names import GROUNDS
from intake.guess.store import Tallies
from intake.letters.api import of_dossier, of_request
from intake.letters.api import router as notices
from intake.letters.store import Letters
from intake.look.api import elsewhere
from intake.look.api import router as looks
from intake.mandate.api import accounts
from intake.mandate.api import router as mandates
from intake.notice.api import callbacks
from intake.notice.jobs import Jobs
from intake.notice.names import CHANNELS
from intake.people.api import router as people
from intake.people.names import PURPOSES
from intake.places.api import places
from intake.places.store import Gazetteer
from intake.purposes.api import router as purposes
from intake.purposes.names import NAMES as LOOKS
from intake.quota.rules import Limits
from intake.quota.store import UnderWay
from intake.registry import REGISTRY
from intake.request.api import router as requests
from intake.request.jobs import Count
from intake.rights.api import router as rights
from intake.rights.store import RIGHT_NAMES
from intake.search.api import Searches
from intake.search.api import router as search
from intake.settings import Intake
from intake.signin.api import router as signin
from intake.tracking.api import router as tracking
from intake.word.jobs import Words
from shared.contracts.spelled import MIB
from shared.contracts.workflow import STAGES
from shared.kernel.declared import Declared, read
from shared.kernel.gauges import OldKeys
from shared.kernel.peers import Peers
from shared.kernel.sealing import Masters, Sealing
from shared.kernel.settings import Settings
from shared.reference.officers import Officers
from shared.reference.publication import Shelf
from shared.web.bodies import Timeout
from shared.web.buckets import Bucket
from shared.web.parts import App
from shared.web.rates import Rates
from shared.web.served import ServedNode
from shared.web.service import Service, run
from shared.web.signing import Signer, Signing


def declared() -> Iterator[type[Declared]]:
    """Intake's own settings, and those of each channel that they name."""
    yield from (Intake, Signing)
    yield from (each.settings for each in REGISTERED if each.name in read(Intake).channels)


SERVICE = Service(
    title="intake",
    package="intake",
    registry=REGISTRY,
    routers=(
        *(dossiers, applications, looks, search, documents, tracking, people, accounts, mandates),
        *(procedures, calendars, places, purposes, requests, packages, erasures, rights, signin),
        *(of_dossier, of_request, notices, callbacks, elsewhere),
    ),
    declared=declared,
    called=(
        *(PURPOSES, GROUNDS, KINDS, ORGANISATIONS, GROUPS, IDENTITIES, RIGHT_NAMES, CHANNELS),
        {code: name.title for code, name in STAGES.items()},
        {code: name.title for code, name in LOOKS.items()},
    ),
)


def prepare(app: App, settings: Settings) -> None:
    """What only intake has."""
    own = read(Intake, settings.environment)
    documents = Documents(settings.state / "documents", timedelta(seconds=own.store_grace))
    app[Documents] = documents
    app[Limits] = Limits(
        own.dossier_documents, own.dossier_uploads, own.dossier_mib * MIB, own.draft_uploads, own.draft_mib * MIB
    )
    app[Pepper] = Pepper(own.pepper)
    app[Signer] = Signer(SERVICE.title, read(Signing, settings.environment).token_key)
    app[Searches] = Searches(own.searches_a_minute)
    app[UnderWay] = UnderWay(own.uploads_each, own.uploads_at_once)
    app[Rates] = app[Rates]._replace(uploads=Bucket(own.uploads_a_minute))
    app[Timeout] = app[Timeout]._replace(file=own.upload_seconds)
    app[Tallies] = Tallies(app[ServedNode])
    app[Offers] = Offers()
    shelf = Shelf()
    app[Gazetteer] = Gazetteer(shelf)
    masters = Masters.of(read(Sealing, settings.environment))
    app[ServedNode].chores["store"] = Sweep(app[ServedNode], documents, masters).step
    app[ServedNode].chores["words"] = Words(app[ServedNode], masters, app[Pepper]).step
    app[ServedNode].chores["keys"] = OldKeys(app[ServedNode], masters).look
    erased = app[Erased] = Erased(
        own.erasures or settings.state / "erasures", own.packages or settings.state / "packages"
    )
    again = Again(app[ServedNode], erased)
    app[ServedNode].chores["erasures"], app[ServedNode].first["erasures"] = again.step, again.destroy
    app[ServedNode].chores["requests"] = Count(app[ServedNode]).step
    known = {each.name: each for each in REGISTERED}
    chosen = (known[name] for name in own.channels)
    channels = Channels(*(each.make(read(each.settings, settings.environment)) for each in chosen))
    equip(app, own, masters, shelf, channels)


def equip(app: App, own: Intake, masters: Masters, shelf: Shelf, channels: Channels) -> None:
    """What opens sealed data, officers' names, a shelf, and the channels. Without one notices are read online only."""
    app[Masters], app[Channels], app[Officers] = masters, channels, Officers(app[Peers])
    app[Letters] = Letters(masters, shelf, app[Officers])
    app[ServedNode].registry = dataclasses.replace(
        REGISTRY,
        load=Load(masters, timedelta(seconds=own.notice_tried) if channels else None, shelf, app[Pepper]),
        calls=Jobs(channels, masters, own.notice_link, own.channel_tries).calls(),
    )


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
