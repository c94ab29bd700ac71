/// The number of the first argument that is not UTF-8; `nil` when all of them are.
///
/// `CommandLine.arguments` has other letters in place of such bytes: a file of another name would
/// be read or written.
public func firstArgumentNotUTF8() -> Int? {
  for number in 0..<Int(CommandLine.argc) {
    guard let argument = unsafe CommandLine.unsafeArgv[number] else { continue }
    if unsafe String(validatingCString: argument) == nil { return number }
  }
  return nil
}
