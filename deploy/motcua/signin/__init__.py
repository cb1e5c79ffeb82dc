"""A development OpenID provider: who opens its page chooses who to be. It has no passwords; production refuses it."""
