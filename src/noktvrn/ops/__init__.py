"""What keeps the label healthy: the doctor's checks, budgets, secrets kept out of the log, and what it is about."""
