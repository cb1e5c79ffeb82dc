"""Files that are written from the code: API documents, the typed client, schemas, settings, drawings."""
