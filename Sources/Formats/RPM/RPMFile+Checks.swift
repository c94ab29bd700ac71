public import Diagnostics

extension RPMFile {
  /// What would make a list of files unusable in a package; empty when nothing would.
  ///
  /// - Parameter files: in any order.
  /// - Returns: problems in the order of the files, then collisions by path.
  public static func check(_ files: [RPMFile]) -> [Diagnostic] {
    var problems = files.flatMap { $0.check() }
    let sorted = files.inPackageOrder
    for (one, next) in zip(sorted, sorted.dropFirst()) where one.path == next.path {
      problems.append(
        Diagnostic(
          "rpm.duplicate-file", "two files want to be '\(one.path)'", hint: "keep one of them"))
    }
    return problems
  }

  private func check() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    func report(_ code: String, _ message: String, hint: String? = nil) {
      problems.append(Diagnostic(code, "file '\(path)' \(message)", hint: hint))
    }
    if let fault = pathFault {
      report("rpm.invalid-path", fault, hint: "use an absolute path without '.', '..' or '//'")
    }
    if !isRegular && !isDirectory && !isLink {
      report(
        "rpm.invalid-mode", "has the mode '0\(String(mode, radix: 8))' of another kind of file",
        hint: "pack regular files, directories and symbolic links")
    }
    if isLink == linkTarget.isEmpty {
      report(
        "rpm.invalid-link",
        isLink ? "is a link without a target" : "has a link target, but is no link")
    }
    if !digest.isEmpty, !isRegular || !digest.isSHA256 {
      report("rpm.invalid-digest", "has the digest '\(digest)', which is not SHA-256 of a file")
    }
    for (what, text) in [("owner", owner), ("group", group)]
    where text.isEmpty || text.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: ":") }) {
      report("rpm.invalid-owner", "has the invalid \(what) '\(text)'", hint: "use 'root'")
    }
    if (linkTarget + language).utf8.contains(0) {
      report("rpm.control-character", "has a NUL byte in its link target or language")
    }
    if let fault = Capabilities.fault(in: capabilities) {
      report(
        "rpm.invalid-capabilities", "has the capabilities '\(capabilities)': \(fault)",
        hint: "write them as setcap does, such as 'cap_net_bind_service=ep'")
    }
    if !capabilities.isEmpty, !isRegular {
      report("rpm.invalid-capabilities", "has capabilities, but is no regular file")
    }
    return problems
  }

  /// What is wrong with the path, as the end of a sentence.
  private var pathFault: String? {
    if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      return "has a control character in its path"
    }
    if !path.hasPrefix("/") { return "has a relative path" }
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
      return "has a path that is not in its shortest form"
    }
    return path.utf8.count < 4096 ? nil : "has a path too long for Linux"
  }
}

extension String {
  fileprivate var isSHA256: Bool {
    utf8.count == 64 && utf8.allSatisfy { $0.isDigit || (0x61...0x66).contains($0) }
  }
}

/// libcap's textual form of capabilities.
///
/// Source: `cap_from_text(3)`.
enum Capabilities {
  /// What is wrong with the text; `nil` when nothing is, or nothing is there.
  static func fault(in text: String) -> String? {
    for clause in text.split(separator: " ") {
      guard let start = clause.firstIndex(where: { "=+-".contains($0) }) else {
        return "'\(clause)' lacks '=', '+' or '-'"
      }
      let names = clause[..<start]
      if names.isEmpty && clause[start] != "=" { return "'\(clause)' names no capability" }
      for name in names.split(separator: ",", omittingEmptySubsequences: false)
      where !names.isEmpty && name != "all" && !known.contains(name.lowercased()) {
        return "'\(name)' is no capability"
      }
      if let strange = clause[start...].first(where: { !"=+-eip".contains($0) }) {
        return "'\(strange)' is none of the sets e, i and p"
      }
    }
    return nil
  }

  /// Source: `include/uapi/linux/capability.h`.
  private static let known: Set<String> = [
    "cap_chown", "cap_dac_override", "cap_dac_read_search", "cap_fowner", "cap_fsetid",
    "cap_kill", "cap_setgid", "cap_setuid", "cap_setpcap", "cap_linux_immutable",
    "cap_net_bind_service", "cap_net_broadcast", "cap_net_admin", "cap_net_raw", "cap_ipc_lock",
    "cap_ipc_owner", "cap_sys_module", "cap_sys_rawio", "cap_sys_chroot", "cap_sys_ptrace",
    "cap_sys_pacct", "cap_sys_admin", "cap_sys_boot", "cap_sys_nice", "cap_sys_resource",
    "cap_sys_time", "cap_sys_tty_config", "cap_mknod", "cap_lease", "cap_audit_write",
    "cap_audit_control", "cap_setfcap", "cap_mac_override", "cap_mac_admin", "cap_syslog",
    "cap_wake_alarm", "cap_block_suspend", "cap_audit_read", "cap_perfmon", "cap_bpf",
    "cap_checkpoint_restore",
  ]
}
