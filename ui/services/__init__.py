"""Between the conversation and the widgets: presenter, event bridge, translations."""
