// The RPM room.
