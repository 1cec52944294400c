"""noktvrn: a record label that runs itself."""
