"""Misbehaviour: which kinds there are, when one happens, and how a call or a callback goes wrong.

`plan` decides (seeded, pure), `door` spoils calls that come in, `courier` spoils callbacks that go out, `scripts`
lets a person or a test give orders. Nothing here knows what a payment, a parcel or a dossier is.
"""
