"""What the services are asked and answer, as TypedDicts."""
