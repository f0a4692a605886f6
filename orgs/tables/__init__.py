"""Columns of the lists: page, csv and xlsx are made from them."""
