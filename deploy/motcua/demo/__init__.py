"""The demo: many scripted lives at once on a stack of its own, shown live, told, counted and checked."""
