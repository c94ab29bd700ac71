// The Recipe room.
