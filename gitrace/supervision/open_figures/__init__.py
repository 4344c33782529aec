"""开放数据: what a season came to, for anybody to read."""
