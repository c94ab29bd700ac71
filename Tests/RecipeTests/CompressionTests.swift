import Compression
import Diagnostics
import Recipe
import Stages
import Testing

/// What `compression:` may say.
struct CompressionTests {
  /// The two scales are stated apart; a level that only the recipe's has would trap.
  @Test(arguments: CompressionChoice.Algorithm.allCases)
  func everyLevelOfARecipeCanBeWritten(algorithm: CompressionChoice.Algorithm) throws {
    for level in algorithm.levels {
      let text = algorithm == .none ? "none" : "\(algorithm.rawValue):\(level)"
      let setting = CompressionSetting(try CompressionChoice(text))
      #expect(setting.algorithm.rawValue == algorithm.rawValue)
      #expect(setting.level == level)
    }
    let usual = CompressionSetting(try CompressionChoice(algorithm.rawValue))
    #expect(usual == CompressionSetting(usual.algorithm))
  }

  @Test(arguments: [
    ("gzip", CompressionChoice(.gzip, level: 6)), ("gzip:-1", CompressionChoice(.gzip, level: 6)),
    ("gzip:9", CompressionChoice(.gzip, level: 9)), ("zlib", CompressionChoice(.zlib, level: 6)),
    ("zlib:1", CompressionChoice(.zlib, level: 1)), ("zstd", CompressionChoice(.zstd, level: 6)),
    ("zstd:22", CompressionChoice(.zstd, level: 22)), ("xz", CompressionChoice(.xz, level: 1)),
    ("xz:0", CompressionChoice(.xz, level: 0)), ("none", CompressionChoice(.none, level: 0)),
  ])
  func compressionsAreAlike(_ text: String, _ expected: CompressionChoice) throws {
    #expect(try CompressionChoice(text) == expected)
  }

  @Test(arguments: [
    "", ":", "gzip:", "gzip:0", "gzip:10", "gzip:x", "zstd:0", "zstd:fastest", "xz:10", "none:1",
    "lzma", "xz:-1", "gzip:+1", "gzip:1:2", "zlib:0", "zlib:10", "zlib:-1",
  ])
  func otherCompressionsAreRefused(_ text: String) {
    let error = #expect(throws: Diagnostic.self) { try CompressionChoice(text) }
    #expect(error?.code == "recipe.invalid-compression")
  }
}
