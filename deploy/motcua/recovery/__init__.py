"""What an operator does after a database was restored from something older. It knows services by their routes only."""
