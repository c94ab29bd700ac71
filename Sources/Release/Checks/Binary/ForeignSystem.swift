internal import ELF
internal import GoBuild

extension ELFFile {
  /// What says that the file is for another system than Linux, to follow its name; `nil` when its
  /// notes and its header leave that open.
  var foreignSystem: String? {
    if let system = notes.foreignSystem { return "carries a note that it is for \(system)" }
    if let abi = notes.abi, abi.system != 0 {
      return "carries a note that it is for system \(abi.system), not for Linux"
    }
    // System V's, which every Linux toolchain writes, and GNU's.
    guard header.osABI != 0 && header.osABI != 3 else { return nil }
    return "is for operating system ABI \(header.osABI), not for Linux"
  }
}

extension BuildInfo {
  /// The same of what the Go toolchain recorded.
  var foreignSystem: String? {
    guard let goos, goos != "linux" else { return nil }
    return "was built with GOOS=\(goos)"
  }
}
