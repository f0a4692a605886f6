"""Shape of what people type about members; the rules live in operations."""
