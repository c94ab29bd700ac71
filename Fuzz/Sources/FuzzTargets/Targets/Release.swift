import Audit
import Bytes
import Checks
import Glibc
import OpenPGP
import Platform
import RPM
import Trust

/// Judgements over what the formats' rooms read.
let releaseTargets: [FuzzTarget] = [
  FuzzTarget(
    "BinaryFacts", samples: ["elf", "go"], seeds: { BuildInfoImage.all.map(\.bytes) + elfSeeds() }
  ) { input in
    let facts = try BinaryFacts(parsing: input.bytes.span.bytes)
    _ = BinaryReport(facts, findings: checkBinary(facts, subject: "binary")).text
    for architecture in Architecture.all {
      _ = checkBinary(facts, is: architecture, subject: "binary")
    }
  },
  FuzzTarget("DottedVersion", texts: ["4.18", "2.2.5.0", "1.2.3.4.5.6"]) { input in
    guard let version = DottedVersion(try input.text) else { return }
    sameAgain(version) { DottedVersion($0.description) ?? $0 }
  },
  FuzzTarget(
    "ChecksumLines", texts: ["\(String(repeating: "0a", count: 32))  a.rpm\n"]
  ) { input in
    for line in checksumLines(input.bytes) ?? [] {
      law(line.digest.utf8.count == 64 && !line.name.isEmpty, "half a line")
    }
  },
  FuzzTarget(
    "AssuanLine",
    texts: ["OK hello", "ERR 67108881 No secret key <GPG Agent>", "D a%25b", "INQUIRE PASSPHRASE"]
  ) { _ = try $0.read { try AssuanLine(parsing: &$0) } },
  FuzzTarget(
    "AssuanRedirection", texts: ["%Assuan%\nsocket=/run/${USER}/agent\n", "%Assuan%\nsocket=x\n"]
  ) { input in
    let redirection = try input.read { try AssuanRedirection(parsing: &$0) }
    let name = redirection.socket(variables: ["USER": "jane"])
    law((name?.utf8.count ?? 0) <= 4 * input.bytes.count, "a name longer than the file says")
  },
  FuzzTarget(
    "SExpression",
    texts: ["(7:sig-val(3:rsa(1:s2:ab)))", "(10:public-key(3:ecc(5:curve7:Ed25519)(1:q2:ab)))"]
  ) { input in
    let value = try input.read { try SExpression(parsing: &$0) }
    law(value.serialized() == input.bytes, "not what was read")
  },
  FuzzTarget(
    "KeyReference",
    texts: [
      "pkcs11:token=a%20b;id=%00?module-path=/m.so", "exec:/p?key=a&timeout=3", "provider:tpm2:x:y",
      "gpg-agent:ACF648749EE9D68C0C8A70F5D7A9522D1C120065?socket=/s",
    ]
  ) { _ = try KeyReference(try $0.text) },
]

/// The certificates of the repository's example keys, which sign the samples.
let exampleKeyring: [Certificate] = ["ed25519", "rsa3072"].compactMap { name in
  try? Keyring.load(file: secret(contents(of: "keys-example/\(name).pub.asc")), name: name)
}.flatMap(\.certificates)

/// A package to sign.
let exampleRPM: RPMPackage? = try? RPMPackage.read(
  from: ArraySource(contents(of: ".build-fuzz/samples/rpm/gzip.rpm")))

private func contents(of path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var window = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&window, 1, window.count, file)
    if count == 0 { return bytes }
    bytes += window[..<count]
  }
}
