"""What authors can type, one module for each thing."""
