// Package greetings says hello in several languages.
package greetings

import "sort"

var words = map[string]string{
	"de": "Guten Tag",
	"en": "Hello",
	"fr": "Bonjour",
	"ja": "こんにちは",
	"sw": "Habari",
}

// In returns the greeting of a language, and whether that language is known.
func In(language string) (string, bool) {
	word, known := words[language]
	return word, known
}

// Languages returns the codes of the known languages in order.
func Languages() []string {
	codes := make([]string, 0, len(words))
	for code := range words {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	return codes
}
