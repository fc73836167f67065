"""What changes who works here, one verb a file."""
