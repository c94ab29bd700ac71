// Command hello greets whoever asks, in the language of the caller.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"example.com/greetings"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version = "devel"

const defaultConfiguration = "/etc/hello/hello.yaml"

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "hello:", err)
		}
		os.Exit(2)
	}
}

func run(arguments []string, output io.Writer) error {
	flags := flag.NewFlagSet("hello", flag.ContinueOnError)
	showVersion := flags.Bool("version", false, "print the version and leave")
	language := flags.String("lang", "", "language to greet in: "+strings.Join(greetings.Languages(), ", "))
	configuration := flags.String("config", defaultConfiguration, "file to read the language from")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *showVersion {
		fmt.Fprintf(output, "hello %s %s/%s\n", version, runtime.GOOS, runtime.GOARCH)
		return nil
	}
	if *language == "" {
		configured, err := configuredLanguage(*configuration)
		if err != nil {
			return err
		}
		*language = configured
	}
	word, known := greetings.In(*language)
	if !known {
		return fmt.Errorf("no greeting in '%s'", *language)
	}
	name := "world"
	if flags.NArg() > 0 {
		name = strings.Join(flags.Args(), " ")
	}
	fmt.Fprintf(output, "%s, %s!\n", word, name)
	return nil
}

// configuredLanguage reads the 'lang: CODE' line of a file; a file that is not there means English.
func configuredLanguage(path string) (string, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return "en", nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		key, value, found := strings.Cut(lines.Text(), ":")
		if found && strings.TrimSpace(key) == "lang" {
			return strings.TrimSpace(value), nil
		}
	}
	return "en", lines.Err()
}
