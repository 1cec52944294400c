"""What keeps the label healthy: the doctor's checks."""
