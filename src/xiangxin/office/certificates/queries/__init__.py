"""What is read about certificates."""
