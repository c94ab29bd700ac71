internal import Glibc

/// The path of the first of `names` that is a program in a folder of `PATH`; `nil` for none.
public func findProgram(_ names: [String]) -> String? {
  let variable = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
  let folders = variable.split(separator: ":").filter { $0.hasPrefix("/") }
  for name in names {
    for folder in folders where unsafe access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
  }
  return nil
}

/// This machine's processor, as `uname -m` names it.
public func machineName() -> String {
  var facts = utsname()
  guard unsafe uname(&facts) == 0 else { return "" }
  return unsafe withUnsafeBytes(of: &facts.machine) { bytes in
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
