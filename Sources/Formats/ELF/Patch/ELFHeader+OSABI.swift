extension ELFHeader {
  /// The system ``osABI`` stands for, as `patchelf` words it; the number for others.
  public var osABIName: String {
    switch osABI {
    case 0: "System V"
    case 1: "HP-UX"
    case 2: "NetBSD"
    case 3: "Linux"
    case 4: "GNU Hurd"
    case 6: "Solaris"
    case 7: "AIX"
    case 8: "IRIX"
    case 9: "FreeBSD"
    case 10: "Tru64"
    case 12: "OpenBSD"
    case 13: "OpenVMS"
    default: String(osABI)
    }
  }
}
