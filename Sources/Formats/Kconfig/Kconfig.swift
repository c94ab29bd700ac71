// The Kconfig room.
