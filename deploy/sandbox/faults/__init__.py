"""Faults: which kinds there are, when one happens, and how a call or a callback fails.

`plan` decides (seeded, pure), `gate` makes incoming calls fail, `courier` outgoing callbacks, and `scripts` are the
routes that set rates and order single faults. Nothing here knows what a payment, a parcel or a dossier is.
"""
