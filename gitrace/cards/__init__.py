"""农户卡: keys to a household's own page, the cards they are printed on, and what that page tells."""
