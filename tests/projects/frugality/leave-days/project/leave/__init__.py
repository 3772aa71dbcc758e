"""Days of leave."""
