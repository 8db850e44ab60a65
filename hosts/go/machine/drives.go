package machine

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// RemovableDrives are the folders of the removable drives that are plugged in, as this program reaches them: for whoever has the code on a stick and does
// not know where the system shows it.
func RemovableDrives(s Source) (folders []string) {
	switch s.Platform {
	case "win32":
		return windowsDrives(s)
	case "darwin":
		folders = macVolumes(s)
	case "linux", "android":
		folders = linuxMounts(s)
	}
	for i, folder := range folders {
		folders[i] = filepath.Join(s.Root, folder)
	}
	return slices.Compact(folders)
}

// linuxMounts are those of a disk that says that it can be taken out, or that hangs on USB, as sticks of some makers do without saying so.
func linuxMounts(s Source) (points []string) {
	for _, line := range strings.Split(s.text("/proc/self/mountinfo"), "\n") {
		fields := strings.Split(line, " ")
		if len(fields) < 5 || fields[4] == "/" {
			continue
		}
		disk := wholeDisk(s, s.resolve("/sys/dev/block/"+fields[2]))
		if disk != "" && (trimmed(s.text(disk+"/removable")) == "1" || onUSB.MatchString(disk)) {
			points = append(points, unescaped(fields[4]))
		}
	}
	return points
}

var octal = regexp.MustCompile(`\\[0-7]{3}`)

// unescaped: proc_pid_mountinfo(5) writes blanks and backslashes in octal.
func unescaped(text string) string {
	return octal.ReplaceAllStringFunc(text, func(escaped string) string {
		value, _ := strconv.ParseUint(escaped[1:], 8, 8)
		return string([]byte{byte(value)})
	})
}

// macVolumes: everything that is mounted for people stands in /Volumes; the system's own volume is a link there.
func macVolumes(s Source) (points []string) {
	for _, name := range s.list("/Volumes") {
		if path := "/Volumes/" + name; s.resolve(path) == path {
			points = append(points, path)
		}
	}
	return points
}

const drivesQuestion = "$ErrorActionPreference='SilentlyContinue';Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2'|ForEach-Object{$_.DeviceID}"

var driveLetter = regexp.MustCompile(`(?m)^([A-Za-z]:)\s*$`)

func windowsDrives(s Source) (folders []string) {
	answer := s.Run("powershell", "-NoProfile", "-NonInteractive", "-Command", drivesQuestion)
	for _, match := range driveLetter.FindAllStringSubmatch(answer, -1) {
		folders = append(folders, match[1]+`\`)
	}
	return folders
}
