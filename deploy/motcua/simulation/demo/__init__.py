"""The demo: many scripted scenarios at once on a stack of its own, shown live, then checked."""
