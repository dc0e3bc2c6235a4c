"""A turn as a reader sees it: events, steps, captions, timeline. No Qt."""
