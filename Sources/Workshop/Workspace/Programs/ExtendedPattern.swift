public import Diagnostics
internal import Glibc

/// A POSIX extended regular expression, as `grep -E` takes it, in locale C.
///
/// `^` and `$` hold at every line.
@safe public final class ExtendedPattern: @unchecked Sendable {
  public let text: String
  private var compiled = unsafe regex_t()

  public init(_ text: String) throws(Diagnostic) {
    self.text = text
    let code = unsafe regcomp(&compiled, text, REG_EXTENDED | REG_NOSUB | REG_NEWLINE)
    guard code == 0 else {
      var words = [CChar](repeating: 0, count: 256)
      let length = unsafe regerror(code, &compiled, &words, words.count)
      let reason = String(
        decoding: words.prefix(max(0, length - 1)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw Diagnostic(
        "run.bad-pattern", "'\(text)' is no regular expression: \(reason)",
        hint: "--expect-output takes what 'grep -E' takes", exit: .usage)
    }
  }

  deinit { unsafe regfree(&compiled) }

  /// Whether it matches anywhere in `bytes`, which may hold zeros.
  public func matches(_ bytes: [UInt8]) -> Bool {
    var bytes = bytes.map { CChar(bitPattern: $0) }
    var range = regmatch_t(rm_so: 0, rm_eo: regoff_t(bytes.count))
    bytes.append(0)
    return unsafe regexec(&compiled, bytes, 1, &range, REG_STARTEND) == 0
  }
}
