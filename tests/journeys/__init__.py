"""What people do with Concord, in a real Chromium, on what `make run` starts."""
