"""What one scenario works with."""
