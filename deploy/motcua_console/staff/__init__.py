"""The pages of officers, heads and operators."""
