/// A program rpm runs while it installs, removes or verifies the package.
public struct RPMScript: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case preIn = "pre"
    case postIn = "post"
    case preUn = "preun"
    case postUn = "postun"
    case preTrans = "pretrans"
    case postTrans = "posttrans"
    case verify
  }

  public var kind: Kind
  /// Empty when the interpreter alone does the work, as `/sbin/ldconfig` does.
  public var body: String
  /// The program and its arguments, or `<lua>` for the interpreter inside rpm.
  public var interpreter: [String]

  public init(_ kind: Kind, body: String, interpreter: [String] = ["/bin/sh"]) {
    self.kind = kind
    self.body = body
    self.interpreter = interpreter
  }

  /// Whether rpm runs it itself.
  public var isBuiltIn: Bool { interpreter.first == "<lua>" }
}

extension RPMScript.Kind {
  var tags: (body: RPMTag, interpreter: RPMTag) {
    switch self {
    case .preIn: (RPMTag(1023), RPMTag(1085))
    case .postIn: (RPMTag(1024), RPMTag(1086))
    case .preUn: (RPMTag(1025), RPMTag(1087))
    case .postUn: (RPMTag(1026), RPMTag(1088))
    case .preTrans: (RPMTag(1151), RPMTag(1153))
    case .postTrans: (RPMTag(1152), RPMTag(1154))
    case .verify: (RPMTag(1079), RPMTag(1091))
    }
  }

  /// The phase a dependency of the script must hold in.
  public var sense: RPMSense {
    switch self {
    case .preIn: .preIn
    case .postIn: .postIn
    case .preUn: .preUn
    case .postUn: .postUn
    case .preTrans: .preTrans
    case .postTrans: .postTrans
    case .verify: .verify
    }
  }

  /// As `rpm --scripts` heads it: `postinstall`.
  var title: String {
    switch self {
    case .preIn: "preinstall"
    case .postIn: "postinstall"
    case .preUn: "preuninstall"
    case .postUn: "postuninstall"
    default: rawValue
    }
  }
}
