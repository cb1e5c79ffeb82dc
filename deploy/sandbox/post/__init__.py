"""The post office: the MyVNPost customer API (orders, history, cancelling, webhook).

`wire` is what customers call, `scripts` what tests and laws call, `office` moves the parcels. It knows parcels and
addresses; what is in an envelope it never asks.
"""
