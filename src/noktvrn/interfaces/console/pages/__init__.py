"""What stands beside the list: pure functions from what was read to lines of text, for any width and height."""
