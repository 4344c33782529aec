"""公开账: what a season came to by township, told to everybody week by week in entries that anybody may add up."""
