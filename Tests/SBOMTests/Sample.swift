import SBOM

/// A digest-shaped text that differs with `seed`.
func fakeDigest(_ seed: Int, _ digits: Int) -> String {
  let text = String(seed, radix: 16)
  return String(repeating: "0", count: digits - text.count) + text
}

func plainFile(_ path: String, _ seed: Int) -> BillOfMaterials.File {
  BillOfMaterials.File(
    path: path, size: Int64(seed), sha1: fakeDigest(seed, 40), sha256: fakeDigest(seed, 64),
    sha512: fakeDigest(seed, 128))
}

func sampleBinary() -> BillOfMaterials.File {
  var file = plainFile("/usr/bin/hello", 7)
  file.isExecutable = true
  file.isELF = true
  file.ancestorSHA256 = fakeDigest(99, 64)
  file.go = BillOfMaterials.GoBinary(
    mainPackage: "example.com/hello/cmd/hello", goVersion: "go1.27.3",
    settings: [.init(key: "CGO_ENABLED", value: "0"), .init(key: "-trimpath", value: "true")],
    mainModule: .init(path: "example.com/hello", version: "v1.2.3"),
    modules: [
      .init(
        path: "golang.org/x/text", version: "v0.14.0",
        sum: "h1:ScX5w1eTa3QqT8oi6+ziP7dTV1S2+ALU0bI+0zXKWiQ=", evidence: .goSum,
        license: "BSD-3-Clause"),
      .init(
        path: "github.com/BurntSushi/toml", version: "v1.3.2",
        replacement: .init(path: "example.com/fork/toml", version: "v1.3.3")),
      .init(
        path: "example.com/local", version: "v0.0.0", replacement: .init(path: "../local")),
      .init(path: "github.com/docker/docker", version: "v24.0.7+incompatible"),
    ])
  return file
}

func samplePackage(_ format: BillOfMaterials.Package.Format) -> BillOfMaterials.Package {
  BillOfMaterials.Package(
    name: "hello", version: "1:1.2.3~rc1+git-1",
    architecture: format == .rpm ? "x86_64" : "amd64", format: format, vendor: "Example",
    distribution: "el9", summary: "polite “greeter” \\ with \"quotes\" and a \u{7} bell",
    license: "Apache-2.0 AND (MIT OR Custom-1)", homepage: "https://example.com/hello?a=b&c",
    supplier: .init(name: "Release Team (night shift)", email: "release@example.com"),
    source: .init(
      repository: "https://example.com/hello.git",
      commit: "0123456789abcdef0123456789abcdef01234567"))
}

func sampleArtifact(_ format: BillOfMaterials.Package.Format) -> BillOfMaterials.Artifact {
  BillOfMaterials.Artifact(
    fileName: "hello.\(format.rawValue)", sha256: fakeDigest(1, 64), sha512: fakeDigest(2, 128),
    invariants: format == .rpm
      ? .rpm(header: fakeDigest(3, 64), payload: fakeDigest(4, 64))
      : .deb(control: fakeDigest(5, 64), data: fakeDigest(6, 64)),
    embedded: .init(
      bomLink: "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1", sha256: fakeDigest(8, 64)))
}

func sampleBill(
  _ format: BillOfMaterials.Package.Format = .deb, embedded: Bool = false
) -> BillOfMaterials {
  BillOfMaterials(
    kind: embedded
      ? .embedded(path: "/usr/share/sbom/hello/hello.cdx.json") : .sidecar(sampleArtifact(format)),
    package: samplePackage(format),
    files: [
      sampleBinary(), plainFile("/etc/hello/hello.yaml", 11),
      plainFile("/usr/share/doc/hello/A_B", 12), plainFile("/usr/share/doc/hello/A-B", 13),
      plainFile("/usr/share/hello/blå näve.txt", 14),
      plainFile("/usr/share/sbom/hello/hello.cdx.json", 15),
    ],
    timestamp: 1_700_000_000, tool: .init(name: "pkg", version: "0.1.0"))
}

/// Bills that exercise every branch a validator might object to.
func bills() -> [BillOfMaterials] {
  var bills: [BillOfMaterials] = []
  for format in BillOfMaterials.Package.Format.allCases {
    bills += [sampleBill(format), sampleBill(format, embedded: true)]
  }
  for license in [
    nil, "MIT", "apache-2.0", "GPL-2.0+", "Proprietary, all rights reserved",
    "LicenseRef-Acme", "GPLv2+", "NOASSERTION",
    "GPL-2.0-only WITH Classpath-exception-2.0 OR BSL-1.0",
  ] {
    var bill = sampleBill()
    bill.package.license = license
    bills.append(bill)
  }
  var bare = sampleBill()
  bare.package = .init(name: "meta", version: "1", architecture: "all", format: .deb)
  bare.files = []
  bills.append(bare)
  var nameOnly = sampleBill()
  nameOnly.package.supplier = .init(name: "Somebody")
  nameOnly.package.source = .init(commit: "abc")
  nameOnly.package.homepage = "not a URL"
  nameOnly.files[0].go?.goVersion = "devel go1.28-abcdef Thu Jan 1 00:00:00 1970 +0000"
  nameOnly.files[0].go?.mainModule?.version = "(devel)"
  bills.append(nameOnly)
  return bills
}
