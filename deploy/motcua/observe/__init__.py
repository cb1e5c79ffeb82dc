"""A running system as an operator reads it: events on the topics, journals, lag. Changes nothing."""
