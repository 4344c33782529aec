"""重放: balances and states built anew from the log's entries alone, and compared with the tables.

Every rule of what an event moves is written here a second time, from what the event says, and none of the code that
wrote the tables is called: a table that was changed and a command that posts wrongly both come out as a difference.

Does not verify that the entries are the ones that were signed: that is `gitrace.ledger.verify`.
"""
