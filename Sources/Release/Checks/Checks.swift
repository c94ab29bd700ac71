// The Checks room.
