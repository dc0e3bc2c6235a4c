"""The teacher's view: both token streams on one time axis."""
