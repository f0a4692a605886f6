"""The forms that the office prints; each module makes the sheet of one of them."""
