"""Widgets: the matrix grid, the inspector, the bars around them."""
