"""What the route's dock holds."""
