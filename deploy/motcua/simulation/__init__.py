"""Fictitious applicants, a sample province and scripted scenarios: for the demo and the tests, never for production."""
