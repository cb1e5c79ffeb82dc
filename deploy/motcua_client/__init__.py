"""A thin typed client for the services' REST: one class per service, one method per operation, bodies as TypedDicts.

The modules beside `base` and the bodies in `models` are written by `make map` from `docs/openapi`; nothing else of
motcua is needed to use them.
"""
