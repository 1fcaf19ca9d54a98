"""What the evaluation dock holds."""
