/// Why a command stopped, as a process exit status.
///
/// Values from 64 up are those of BSD `sysexits.h`, so that a caller can tell
/// a bad recipe from a full disk without reading English.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// The command ran, and the answer is no: a check or a verification failed.
  case findings = 1
  /// The command ran, and cannot tell: what it had to go by decides nothing.
  case undecided = 3
  /// The command line is wrong (`EX_USAGE`).
  case usage = 64
  /// An input breaks its format or schema (`EX_DATAERR`).
  case badInput = 65
  /// An input does not exist or cannot be read (`EX_NOINPUT`).
  case missingInput = 66
  /// A library or tool this step needs is not there (`EX_UNAVAILABLE`).
  case unavailable = 69
  /// A bug in `pkg` itself (`EX_SOFTWARE`).
  case internalError = 70
  /// An output cannot be created (`EX_CANTCREAT`).
  case cannotCreate = 73
  /// Reading or writing failed part way (`EX_IOERR`).
  case inputOutput = 74
  /// A key or trust decision forbids the step (`EX_NOPERM`).
  case notPermitted = 77
}
