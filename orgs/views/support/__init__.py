"""Pages of 基层保障."""
