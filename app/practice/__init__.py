"""Practice: problems one by one, answers that are checked exactly, hints before answers, and what came of it."""
