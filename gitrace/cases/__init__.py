"""反映问题, what shoppers tell the regulator, and 这不是我交的, what growers do. Neither is a 投诉 or 举报 in law."""
