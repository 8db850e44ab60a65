package machine

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Kernel files are short; what is longer is not what we are looking for.
const (
	longestFileBytes   = 65_536
	longestOutputBytes = 1_048_576
	patience           = 20 * time.Second
)

// Source is where a machine's identifiers are read: files under a root, and a few commands of the system. A recorded machine is read by the same code
// as this one.
type Source struct {
	// Platform is linux, android, darwin or win32, as every host calls them.
	Platform string
	// Root is the folder below which its files lie: / for this machine.
	Root string
	// Run is what a command prints; empty when it is absent, fails, or takes too long.
	Run func(command string, arguments ...string) string
}

// ThisMachine is the machine on which this program runs.
func ThisMachine() Source {
	platform := runtime.GOOS
	if platform == "windows" {
		platform = "win32"
	}
	return Source{Platform: platform, Root: string(filepath.Separator), Run: runCommand}
}

// Recorded is a machine that was recorded in a folder: the file platform, its files below root, what its commands print in commands.
func Recorded(folder string) Source {
	platform, _ := os.ReadFile(filepath.Join(folder, "platform"))
	run := func(command string, _ ...string) string {
		output, _ := os.ReadFile(filepath.Join(folder, "commands", command))
		return strings.ToValidUTF8(string(output), "\ufffd")
	}
	return Source{Platform: trimmed(string(platform)), Root: filepath.Join(folder, "root"), Run: run}
}

// read is the text of a file; false when it is absent or may not be read, which is the same to us: nothing here needs root.
func (s Source) read(path string) (string, bool) {
	// Without waiting: a named pipe in the place of a file must not make us wait for a writer.
	file, err := os.OpenFile(filepath.Join(s.Root, path), os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return "", false
	}
	defer file.Close()
	// Not os.ReadFile: one that is endless must not be read to its end.
	text, err := io.ReadAll(io.LimitReader(file, longestFileBytes))
	if err != nil {
		return "", false
	}
	return strings.ToValidUTF8(string(text), "\ufffd"), true
}

// text is what a file says, nothing when there is none.
func (s Source) text(path string) string {
	text, _ := s.read(path)
	return text
}

// list is the names in a folder, sorted; none when there is no such folder.
func (s Source) list(folder string) []string {
	opened, err := os.Open(filepath.Join(s.Root, folder))
	if err != nil {
		return nil
	}
	defer opened.Close()
	names, err := opened.Readdirnames(-1)
	if err != nil {
		return nil
	}
	slices.Sort(names)
	return names
}

// resolve is the path with every link followed; empty when it leads nowhere.
func (s Source) resolve(path string) string {
	real, err := filepath.EvalSymlinks(filepath.Join(s.Root, path))
	if err != nil {
		return ""
	}
	root, err := filepath.EvalSymlinks(s.Root)
	if err != nil {
		return ""
	}
	relative, err := filepath.Rel(root, real)
	if err != nil {
		return ""
	}
	return "/" + filepath.ToSlash(relative)
}

func runCommand(command string, arguments ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	output, err := exec.CommandContext(ctx, fullPath(command), arguments...).Output()
	if err != nil || len(output) > longestOutputBytes {
		return ""
	}
	return strings.ToValidUTF8(string(output), "\ufffd")
}

// fullPath keeps a program of the same name in somebody's PATH from ever being run.
func fullPath(command string) string {
	root := os.Getenv("SystemRoot")
	if root == "" {
		root = `C:\Windows`
	}
	switch command {
	case "reg":
		return filepath.Join(root, "System32", "reg.exe")
	case "powershell":
		return filepath.Join(root, "System32", "WindowsPowerShell", "v1.0", "powershell.exe")
	default:
		return "/usr/sbin/" + command
	}
}
