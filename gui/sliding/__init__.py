"""What the sliding window's dock holds."""
