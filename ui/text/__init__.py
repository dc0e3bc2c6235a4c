"""Text with formulas: reasoning pane, Markdown, formula painter."""
