"""Settings, history, models, first start, crash report."""
