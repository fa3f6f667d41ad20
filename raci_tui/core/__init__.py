"""What a workspace is and what it says: pure values and one mutable object, no I/O and no UI."""
