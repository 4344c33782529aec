"""电话回访: each week some deliveries are drawn by lot, and their households are asked whether they brought them."""
