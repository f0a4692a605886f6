"""Reading a file that somebody brought, in a process of its own; nothing of the product is here.

`python -m common.reading LABELS` reads standard input and prints JSON lines: what the table
is, then its rows in batches, or {"refusal": one Chinese sentence}. Whatever a hostile file does,
it does to a process with little memory and little time.
"""
