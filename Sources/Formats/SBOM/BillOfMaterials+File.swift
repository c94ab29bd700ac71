extension BillOfMaterials {
  /// One regular file of the payload.
  public struct File: Hashable, Sendable {
    /// Absolute, as installed.
    public var path: String
    /// In bytes.
    public var size: Int64
    /// Digests in lower-case hexadecimal.
    public var sha1: String
    public var sha256: String
    public var sha512: String
    /// Whether any execute bit is set.
    public var isExecutable: Bool
    public var isELF: Bool
    /// The SHA-256 of the binary this one was stripped or patched from.
    public var ancestorSHA256: String?
    public var go: GoBinary?

    public init(
      path: String, size: Int64, sha1: String, sha256: String, sha512: String,
      isExecutable: Bool = false, isELF: Bool = false, ancestorSHA256: String? = nil,
      go: GoBinary? = nil
    ) {
      self.path = path
      self.size = size
      self.sha1 = sha1
      self.sha256 = sha256
      self.sha512 = sha512
      self.isExecutable = isExecutable
      self.isELF = isELF
      self.ancestorSHA256 = ancestorSHA256
      self.go = go
    }
  }

  /// What a Go binary says of itself in its build info.
  public struct GoBinary: Hashable, Sendable {
    public struct Setting: Hashable, Sendable {
      public var key: String
      public var value: String

      public init(key: String, value: String) {
        self.key = key
        self.value = value
      }
    }

    /// The import path of the main package.
    public var mainPackage: String
    /// The toolchain, such as `go1.27.3`; the standard library has the same version.
    public var goVersion: String
    public var settings: [Setting]
    public var mainModule: GoModule?
    /// The modules linked in, the main module excepted.
    public var modules: [GoModule]

    public init(
      mainPackage: String, goVersion: String, settings: [Setting] = [],
      mainModule: GoModule? = nil, modules: [GoModule] = []
    ) {
      self.mainPackage = mainPackage
      self.goVersion = goVersion
      self.settings = settings
      self.mainModule = mainModule
      self.modules = modules
    }
  }

  /// One Go module, as `go.mod` requires it.
  public struct GoModule: Hashable, Sendable {
    /// What vouches for ``GoModule/sum``.
    public enum Evidence: String, Hashable, Sendable {
      /// The binary's build info claims it.
      case binary
      /// `go.sum` pins it; the vendored files were not compared.
      case goSum = "go.sum"
      /// `go.sum` pins it, and the vendored files were proven part of it.
      case vendorWitness = "go.sum+vendor-witness"
    }

    /// What is compiled in the module's stead.
    public struct Replacement: Hashable, Sendable {
      /// A module path, or a directory beginning with `./`, `../` or `/`.
      public var path: String
      /// Empty or `(devel)` for a directory.
      public var version: String

      public init(path: String, version: String = "") {
        self.path = path
        self.version = version
      }
    }

    public var path: String
    /// Such as `v1.2.3`; empty or `(devel)` when the binary does not know.
    public var version: String
    /// The `h1:` sum of what is compiled, the replacement's if there is one.
    public var sum: String?
    public var evidence: Evidence?
    public var replacement: Replacement?
    public var license: String?

    public init(
      path: String, version: String, sum: String? = nil, evidence: Evidence? = nil,
      replacement: Replacement? = nil, license: String? = nil
    ) {
      self.path = path
      self.version = version
      self.sum = sum
      self.evidence = evidence
      self.replacement = replacement
      self.license = license
    }
  }
}
