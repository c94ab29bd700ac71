package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestRun(t *testing.T) {
	configuration := filepath.Join(t.TempDir(), "hello.yaml")
	if err := os.WriteFile(configuration, []byte("# comment\nlang: fr\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		arguments []string
		output    string
		fails     bool
	}{
		{arguments: []string{"--lang", "de"}, output: "Guten Tag, world!\n"},
		{arguments: []string{"--lang", "en", "dear", "reader"}, output: "Hello, dear reader!\n"},
		{arguments: []string{"--config", configuration}, output: "Bonjour, world!\n"},
		{arguments: []string{"--config", "/nonexistent"}, output: "Hello, world!\n"},
		{arguments: []string{"--lang", "xx"}, fails: true},
	} {
		var output bytes.Buffer
		err := run(test.arguments, &output)
		if (err != nil) != test.fails || output.String() != test.output {
			t.Errorf("run(%q) = %q, %v; want %q", test.arguments, output.String(), err, test.output)
		}
	}
}
