"""Erasing what is kept about a person when the law demands it (个人信息保护法 第四十七条)."""
