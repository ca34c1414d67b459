"""What tests are made of: a module per app."""
