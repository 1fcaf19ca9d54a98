"""What the documents tell in numbers, measured anew by a command."""
