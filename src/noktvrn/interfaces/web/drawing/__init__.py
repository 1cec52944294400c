"""Charts as inline SVG, drawn here, so that a page needs no script to show them."""
