// The Platform room.
