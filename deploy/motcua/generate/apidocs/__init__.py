"""The contracts as documents: OpenAPI per service, AsyncAPI for the topics, and what may change in them."""
