// The GoBuild room.
