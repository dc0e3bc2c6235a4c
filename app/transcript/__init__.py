"""What a turn looks like to a reader: events, steps, captions, timeline. No Qt."""
