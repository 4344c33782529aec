"""QR symbols: the modules of an address, drawn one by one or by the hundred thousand, and read off photographs."""
