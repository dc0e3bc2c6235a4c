"""Numbers to English words and back."""
