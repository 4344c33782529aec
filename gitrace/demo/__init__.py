"""A made-up season in a home of its own, booked through the rooms' commands: what `gitrace serve --demo` shows.

Every producer, person, code and figure here is fictional.
"""
