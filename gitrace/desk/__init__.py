"""The producer's own desk: what waits today, where its lots stand, what it bought. Reads alone, and files of them."""
