// The Trust room.
