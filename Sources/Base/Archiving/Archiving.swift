// The Archiving room.
