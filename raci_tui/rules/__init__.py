"""Built-in rules and schemes, offered through the same door as anyone's."""
