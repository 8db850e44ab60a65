package latchkey

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var snippet = regexp.MustCompile("(?s)```go\n(.*?)```")

// runSnippet builds an example of the README in an empty project, where this module is a dependency, and runs it there.
func runSnippet(t *testing.T, index int) func(license string) string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	here, _ := filepath.Abs(".")
	folder := t.TempDir()
	write(t, filepath.Join(folder, "main.go"), snippet.FindAllStringSubmatch(string(readme), -1)[index][1])
	write(t, filepath.Join(folder, "go.mod"), "module example\n\ngo 1.25.0\n\nrequire latchkey v0.1.0\n\nreplace latchkey => "+here+"\n")
	run(t, folder, "go", "mod", "tidy")
	run(t, folder, "go", "build", "-o", "example", ".")
	return func(license string) string {
		write(t, filepath.Join(folder, "license.lic"), license)
		return run(t, folder, filepath.Join(folder, "example"))
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, folder, program string, arguments ...string) string {
	t.Helper()
	command := exec.Command(program, arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(folder, "state"), "GOFLAGS=-mod=mod")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, arguments, err, output)
	}
	return string(output)
}

func TestTheFirstExampleOfTheReadmeRuns(t *testing.T) {
	license, err := os.ReadFile("../../build/hosts/example.lic")
	if err != nil {
		t.Skip("skipped, because npm run conformance writes the license of the example")
	}
	example := runSnippet(t, 0)
	for range 2 { // the second time with a witness
		if said := example(string(license)); said != "map[export:true projects:50]\n" {
			t.Errorf("the example says %q", said)
		}
	}
	if said := example(""); !regexp.MustCompile(`^[A-Z].*\.\n$`).MatchString(said) {
		t.Errorf("a refusal is one sentence, not %q", said)
	}
}

func TestTheSecondExampleOfTheReadmeAsksForALicense(t *testing.T) {
	said := runSnippet(t, 1)("")
	if !regexp.MustCompile(`No activation code is installed[\s\S]*(BEGIN LATCHKEY REQUEST|Nothing on this machine)`).MatchString(said) {
		t.Errorf("the example says %q", said)
	}
}
