"""The pages of applicants, and of everybody."""
