"""The post office: the MyVNPost customer API (orders, history, cancelling, webhook).

`wire` is what customers call, `scripts` what tests and invariants call, `office` moves parcels. It knows
parcels and addresses, not contents.
"""
