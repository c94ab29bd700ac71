import Bytes
import GoBuild
import TestSupport
import Testing

/// What the go command writes, cut at any byte and with any byte at its limits.
struct GoDamageTests {
  @Test func sums() {
    let text = "b.org/c v1.0.0 h1:AAAA=\nb.org/c v1.0.0/go.mod h1:BBBB=\n\n"
    expectTotal(on: Array(text.utf8), GoSum.init(parsing:))
  }

  @Test func vendoredModules() {
    let text = """
      ## workspace
      # b.org/c v1.0.0 => ./c
      ## explicit; go 1.17
      b.org/c/d
      # b.org/c => ./c

      """
    expectTotal(on: Array(text.utf8), ModulesTxt.init(parsing:))
  }

  @Test func buildInformation() {
    let text = """
      path\ta.org/b
      mod\ta.org/b\tv1.2.3\th1:abc=
      dep\tb.org/c\tv0.1.0\t
      =>\t./c\t(devel)\t
      build\t-compiler=gc
      build\t"a b"=`c d`
      build\tGOARM=7,softfloat

      """
    expectTotal(on: Array(text.utf8)) { (bytes: [UInt8]) in
      try BuildInfo(goVersion: "go1.27", modules: bytes)
    }
  }
}
