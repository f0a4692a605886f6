"""The vocabulary of rows; `visible_to(user)` first."""
