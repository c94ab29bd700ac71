import SBOM

/// What bills of materials take from others' words.
let sbomTargets: [FuzzTarget] = [
  FuzzTarget(
    "LicenseExpression",
    texts: [
      "MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR bsl-1.0+)", "LicenseRef-x or Y+",
    ]
  ) { input in
    guard let expression = LicenseExpression(try input.text) else { return }
    sameAgain(expression.text) { LicenseExpression($0)?.text ?? "" }
  },
  FuzzTarget("PackageURL", texts: ["github.com/a/B c\0v1.2.3+x", "hello\0001:2.0-1"]) { input in
    let parts = try input.parts(2).map { try $0.text }
    let urls = [
      PackageURL.golang(path: parts[0], version: parts[1]),
      PackageURL.rpm(name: parts[0], version: parts[1], architecture: "x86_64", vendor: parts[0]),
      PackageURL.deb(name: parts[0], version: parts[1], architecture: "amd64", vendor: parts[0]),
    ]
    for url in urls {
      law(
        url.description.utf8.allSatisfy { (0x21...0x7e).contains($0) }, "more than ASCII: \(url)")
    }
  },
]
