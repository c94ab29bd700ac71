extension BillOfMaterials {
  /// The package the document describes.
  public struct Package: Hashable, Sendable {
    public enum Format: String, Hashable, Sendable, CaseIterable { case rpm, deb }

    public var name: String
    /// As the package itself says: `[EPOCH:]VERSION[-RELEASE]`.
    public var version: String
    /// In the format's own spelling: `x86_64` for rpm, `amd64` for deb.
    public var architecture: String
    public var format: Format
    /// The purl's namespace, such as `fedora` or `debian`; `nil` when no distribution is meant.
    public var vendor: String?
    /// The purl's `distro` qualifier, such as `el9`.
    public var distribution: String?
    public var summary: String
    /// As the recipe has it, SPDX expression or not; `nil` when nothing is known.
    public var license: String?
    public var copyright: String?
    /// An `http` or `https` URL; anything else is left out of the documents.
    public var homepage: String?
    public var supplier: Party?
    public var source: Source?

    public init(
      name: String, version: String, architecture: String, format: Format, vendor: String? = nil,
      distribution: String? = nil, summary: String = "", license: String? = nil,
      copyright: String? = nil, homepage: String? = nil, supplier: Party? = nil,
      source: Source? = nil
    ) {
      self.name = name
      self.version = version
      self.architecture = architecture
      self.format = format
      self.vendor = vendor
      self.distribution = distribution
      self.summary = summary
      self.license = license
      self.copyright = copyright
      self.homepage = homepage
      self.supplier = supplier
      self.source = source
    }

    /// The package's own purl.
    public var packageURL: PackageURL {
      switch format {
      case .rpm:
        .rpm(
          name: name, version: version, architecture: architecture, vendor: vendor,
          distribution: distribution)
      case .deb:
        .deb(
          name: name, version: version, architecture: architecture, vendor: vendor,
          distribution: distribution)
      }
    }
  }

  /// Who answers for something: a name and, if known, an address.
  public struct Party: Hashable, Sendable {
    public var name: String
    public var email: String?

    public init(name: String, email: String? = nil) {
      self.name = name
      self.email = email
    }
  }

  /// The state of the sources the package was made from.
  public struct Source: Hashable, Sendable {
    /// The repository's URL.
    public var repository: String?
    /// The full commit hash.
    public var commit: String?

    public init(repository: String? = nil, commit: String? = nil) {
      self.repository = repository
      self.commit = commit
    }
  }

  /// The finished package file.
  public struct Artifact: Hashable, Sendable {
    /// The digests that signing the package does not change, all SHA-256 in hexadecimal.
    public enum InvariantDigests: Hashable, Sendable {
      /// `SHA256HEADER` and `PAYLOADDIGEST`.
      case rpm(header: String, payload: String)
      /// Of the members `control.tar.*` and `data.tar.*`.
      case deb(control: String, data: String)
    }

    /// The embedded document this one completes.
    public struct EmbeddedDocument: Hashable, Sendable {
      public var bomLink: String
      /// Of the document's bytes, in hexadecimal.
      public var sha256: String

      public init(bomLink: String, sha256: String) {
        self.bomLink = bomLink
        self.sha256 = sha256
      }
    }

    public var fileName: String
    /// Of the whole file, in hexadecimal.
    public var sha256: String
    public var sha512: String
    public var invariants: InvariantDigests
    /// The CycloneDX document inside the package, if there is one.
    public var embedded: EmbeddedDocument?

    public init(
      fileName: String, sha256: String, sha512: String, invariants: InvariantDigests,
      embedded: EmbeddedDocument? = nil
    ) {
      self.fileName = fileName
      self.sha256 = sha256
      self.sha512 = sha512
      self.invariants = invariants
      self.embedded = embedded
    }
  }
}

extension BillOfMaterials.Artifact.InvariantDigests {
  /// Names for properties and comments, with the digests.
  var named: [(name: String, hexadecimal: String)] {
    switch self {
    case .rpm(let header, let payload):
      [("rpm-header-sha256", header), ("rpm-payload-sha256", payload)]
    case .deb(let control, let data):
      [("deb-control-sha256", control), ("deb-data-sha256", data)]
    }
  }
}
