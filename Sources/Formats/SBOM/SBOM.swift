// The SBOM room.
