package command

import (
	"net/url"
	"strings"

	"rsc.io/qr"

	"latchkey"
)

// A code as a picture on a terminal: QR, two rows of it in one line of text.

const (
	blackOnWhite = "\x1b[38;5;16;48;5;231m"
	reset        = "\x1b[0m"
	border       = 2
)

// pictureOf: on a terminal it sets its own colors, since a picture in light symbols on a dark ground is read by few phones.
func pictureOf(code string, onTerminal bool) (string, error) {
	// Without dashes the code is alphanumeric, for which QR has a shorter form.
	return draw(strings.ReplaceAll(code, "-", ""), qr.M, onTerminal)
}

// pictureOfLink is the same for a phone: it opens the portal, with the request where no server sees it.
func pictureOfLink(link string, onTerminal bool) (string, error) {
	return draw(link, qr.L, onTerminal)
}

// linkTo: what stands behind the # is never sent to a server.
func linkTo(portal string, request latchkey.Spelled) string {
	return portal + "#" + strings.ReplaceAll(request.Code, "-", "")
}

// readPortal ends with a slash or a path; it has no query and no fragment, because the request becomes the fragment.
func readPortal(text string) (string, error) {
	address, err := url.Parse(text)
	safe := err == nil && address.Hostname() != "" && (address.Scheme == "https" || (address.Scheme == "http" && address.Hostname() == "localhost"))
	if !safe || address.User != nil || strings.ContainsAny(text, "?#") {
		return "", wrongUsage("--portal is the https address of the portal, such as https://licenses.example.com")
	}
	address.Host = strings.ToLower(address.Host)
	if address.Path == "" {
		address.Path = "/"
	}
	return address.String(), nil
}

func draw(text string, level qr.Level, onTerminal bool) (string, error) {
	code, err := qr.Encode(text, level)
	if err != nil {
		return "", err
	}
	var lines []string
	for y := -border; y < code.Size+border; y += 2 {
		var line strings.Builder
		for x := -border; x < code.Size+border; x++ {
			line.WriteString(halfBlock(code.Black(x, y), code.Black(x, y+1)))
		}
		if onTerminal {
			lines = append(lines, blackOnWhite+line.String()+reset)
		} else {
			lines = append(lines, line.String())
		}
	}
	return strings.Join(lines, "\n"), nil
}

func halfBlock(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	default:
		return " "
	}
}
