"""What the parameters' dock holds."""
