"""What holds for any order of acts, and for any text, file or day."""
