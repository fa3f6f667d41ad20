"""The matrix grid on Textual's line API: layout (pure), painting (strips), the widget."""
