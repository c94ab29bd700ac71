// Command hello is what the tests build for every architecture and kind of link.
package main

import "os"

//go:noinline
func boom() {
	panic("boom")
}

// note is what the files behind build tags add to the greeting.
var note = ""

func main() {
	for _, argument := range os.Args[1:] {
		if argument == "-panic" {
			boom()
		}
	}
	os.Stdout.WriteString("hello" + note + "\n")
}
