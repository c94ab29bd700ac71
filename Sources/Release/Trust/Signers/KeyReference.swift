internal import Bytes
public import Diagnostics

/// What `--key`, or `key` of a recipe, names: a file, or a key somewhere else.
public enum KeyReference: Hashable, Sendable {
  case file(path: String)
  case agent(AgentKeyName)
  case token(TokenURI)
  case provider(ProviderKeyName)
  case program(ProgramKeyName)

  /// The backends by the words a recipe has for them, which are the URIs' schemes.
  public enum Backend: String, Sendable, CaseIterable {
    case file
    case agent = "gpg-agent"
    case token = "pkcs11"
    case provider
    case program = "exec"
  }

  public var backend: Backend {
    switch self {
    case .file: .file
    case .agent: .agent
    case .token: .token
    case .provider: .provider
    case .program: .program
    }
  }

  /// Reads the text of a key.
  ///
  /// `backend` is what a recipe says beside it; the text may then leave the scheme out.
  ///
  /// - Throws: `Diagnostic` `key.bad-reference`.
  public init(_ text: String, backend: Backend? = nil) throws(Diagnostic) {
    let named = Backend.allCases.first { text.hasPrefix("\($0.rawValue):") }
    if let named, let backend, named != backend {
      throw badReference(
        text, "it says '\(named.rawValue)', and the backend is '\(backend.rawValue)'")
    }
    let rest = named.map { String(text.dropFirst($0.rawValue.count + 1)) } ?? text
    switch named ?? backend ?? .file {
    case .file: self = .file(path: rest)
    case .agent: self = .agent(try AgentKeyName(rest))
    case .token: self = .token(try TokenURI(rest))
    case .provider: self = .provider(try ProviderKeyName(rest))
    case .program: self = .program(try ProgramKeyName(rest))
    }
  }
}

/// `gpg-agent:FINGERPRINT`, or a keygrip in its place, with `?socket=PATH` behind.
public struct AgentKeyName: Hashable, Sendable {
  /// 40 hexadecimal digits in capitals: a fingerprint, or a keygrip.
  public var identifier: String
  /// The agent's socket; its usual places when `nil`.
  public var socket: String?

  init(_ text: String) throws(Diagnostic) {
    let (path, query) = try parts(of: text, "gpg-agent:")
    guard path.utf8.count == 40, bytes(hexadecimal: path) != nil else {
      throw badReference(
        "gpg-agent:\(text)", "it needs the whole fingerprint of the key, 40 hexadecimal digits")
    }
    identifier = path.uppercased()
    for (name, value) in query {
      guard name == "socket", value.hasPrefix("/") else {
        throw badReference("gpg-agent:\(text)", "only '?socket=/PATH' may follow")
      }
      socket = value
    }
  }
}

/// `provider:NAME:URI`: a key that a provider of OpenSSL opens.
public struct ProviderKeyName: Hashable, Sendable {
  /// The provider's name, or the path of its module.
  public var provider: String
  /// What `OSSL_STORE_open_ex` is given, such as `handle:0x81000001` or `file:key.pem`.
  public var uri: String

  init(_ text: String) throws(Diagnostic) {
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
      text.index(after: colon) != text.endIndex
    else {
      throw badReference(
        "provider:\(text)", "it needs a provider and what that opens, as in 'provider:tpm2:URI'")
    }
    provider = String(text[..<colon])
    uri = String(text[text.index(after: colon)...])
  }
}

/// `exec:PROGRAM`, with `?key=NAME&timeout=SECONDS` behind.
public struct ProgramKeyName: Hashable, Sendable {
  /// A path with a slash: no search finds a program that signs.
  public var program: String
  /// What the program knows the key by; empty when it has but one.
  public var key = ""
  /// How long one call may take, in seconds.
  public var seconds = 60

  init(_ text: String) throws(Diagnostic) {
    let (path, query) = try parts(of: text, "exec:")
    guard path.contains("/") else {
      throw badReference("exec:\(text)", "the program needs its path, with a slash in it")
    }
    program = path
    for (name, value) in query {
      switch name {
      case "key": key = value
      case "timeout":
        guard let number = Int(value), (1...3600).contains(number) else {
          throw badReference("exec:\(text)", "timeout is a number of seconds, at most 3600")
        }
        seconds = number
      default: throw badReference("exec:\(text)", "'\(name)' is not known, only key and timeout")
      }
    }
  }
}

func badReference(_ text: String, _ reason: String) -> Diagnostic {
  Diagnostic(
    "key.bad-reference", "'\(text)' names no key: \(reason)",
    hint: "name a file, gpg-agent:FINGERPRINT, pkcs11:…, provider:NAME:URI or exec:PROGRAM",
    exit: .usage)
}

/// What stands before `?`, and the `name=value` pairs behind it, percent-decoded.
func parts(
  of text: String, _ scheme: String
) throws(Diagnostic) -> (path: String, query: [(name: String, value: String)]) {
  let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
  let path = try decoded(halves[0], in: scheme + text)
  guard halves.count == 2 else { return (path, []) }
  return (path, try pairs(halves[1], separator: "&", in: scheme + text))
}

/// The `name=value` pairs of a URI's component; a name that comes twice is refused.
func pairs(
  _ component: Substring, separator: Character, in whole: String
) throws(Diagnostic) -> [(name: String, value: String)] {
  var pairs: [(name: String, value: String)] = []
  for part in component.split(separator: separator) {
    guard let equals = part.firstIndex(of: "=") else {
      throw badReference(whole, "'\(part)' has no value")
    }
    let name = String(part[..<equals])
    guard !pairs.contains(where: { $0.name == name }) else {
      throw badReference(whole, "'\(name)' stands there twice")
    }
    pairs.append((name, try decoded(part[part.index(after: equals)...], in: whole)))
  }
  return pairs
}

/// Text without its percent-encoding (RFC 3986 §2.1).
private func decoded(_ text: Substring, in whole: String) throws(Diagnostic) -> String {
  guard let decoded = String(validating: try decodedBytes(text, in: whole), as: UTF8.self),
    !decoded.utf8.contains(0)
  else { throw badReference(whole, "'\(text)' is not text") }
  return decoded
}

/// The bytes of percent-encoded text.
func decodedBytes(_ text: Substring, in whole: String) throws(Diagnostic) -> [UInt8] {
  var result: [UInt8] = []
  var rest = text.utf8[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      result.append(byte)
      continue
    }
    guard rest.count >= 2,
      let value = bytes(hexadecimal: String(decoding: Array(rest.prefix(2)), as: UTF8.self))
    else { throw badReference(whole, "a '%' is not followed by two hexadecimal digits") }
    result += value
    rest = rest.dropFirst(2)
  }
  return result
}
