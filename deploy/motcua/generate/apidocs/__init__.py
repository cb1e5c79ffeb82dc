"""The contracts on paper, for strangers: OpenAPI per service, AsyncAPI for the topics, and what may change in them."""
