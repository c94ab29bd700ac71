import Compression
import Recipe
import Stages
import Testing

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
}
