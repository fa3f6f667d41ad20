"""Built-in exporters and importers, offered through the same door as anyone's."""
