"""One pipeline for every file that people bring: read, judge, preview, write, undo."""
