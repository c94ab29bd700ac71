internal import Diagnostics
internal import Workspace

/// The time that what is said of a key states: `SOURCE_DATE_EPOCH`, or now.
///
/// - Throws: `Diagnostic` `build.bad-date`.
func statementTime(_ environment: [String: String]) throws(Diagnostic) -> UInt32 {
  guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return currentTime() }
  return UInt32(clamping: try sourceDateEpoch(text))
}

/// The time a new key says it was made at; ``statementTime(_:)``, but none that is to come.
func creationTime(_ environment: [String: String]) throws(Diagnostic) -> UInt32 {
  let time = try statementTime(environment)
  try requireNotToCome(Int64(time), "the new key")
  return time
}

/// Refuses a time that lies more than a day ahead, which clocks may differ by.
func requireNotToCome(_ time: Int64, _ what: String) throws(Diagnostic) {
  guard time <= Int64(currentTime()) + 86_400 else {
    throw Diagnostic(
      "sign.future-date", "\(what) would state \(time), a time to come",
      hint: "correct SOURCE_DATE_EPOCH or the clock; verifiers refuse such signatures",
      exit: .notPermitted)
  }
}
