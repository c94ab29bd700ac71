// The OpenPGP room.
