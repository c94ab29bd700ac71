// The Debian room.
