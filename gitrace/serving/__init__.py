"""`gitrace serve`: a supervisor that locks the home, a web server, a keeper; what each starts and what ends each."""
